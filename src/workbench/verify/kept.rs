//! What programs of labs did when they last ran, kept so that other checks can judge it: grading is pure.

use super::programs;
use crate::course::Lab;
use crate::course::lab::AGAIN;
use crate::grade::Bundle;
use crate::workbench::{Candidate, WorkbenchError, bundles};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// So many attempts of a program are kept.
const NEWEST: usize = 5;
/// What stands in a lab's folder and has no part in how one of its programs fares: the other programs, and files that
/// are written about runs.
const APART: [&str; 4] = ["right", "wrong", "signatures.yaml", "survivors.yaml"];

/// Which state of a program was verified: the beginning of a SHA-256 over its files and the lab's, and their names. A
/// program that is added or changed leaves that of the others as it is.
pub(super) fn state(lab: &Lab, candidate: &Candidate) -> String {
    let mut sum = Sha256::new();
    add_files(&mut sum, &lab.dir, &APART);
    match candidate {
        Candidate::Variant(_) => add_files(&mut sum, &lab.dir.join(candidate.name()), &[]),
        Candidate::Mistake(name) => add_files(&mut sum, &lab.dir.join("wrong").join(name), &[AGAIN]),
        // By the mistake's `mistake.yaml` it is told what must fail.
        Candidate::Again(name) => add_files(&mut sum, &lab.dir.join("wrong").join(name), &[]),
        Candidate::Mine | Candidate::Folder(_) | Candidate::Starter | Candidate::Solution => {}
    }
    short(sum)
}

/// The state of each program that a lab ships, by its name.
pub(super) fn states(lab: &Lab) -> BTreeMap<String, String> {
    let state = |candidate: Candidate| (candidate.name(), state(lab, &candidate));
    programs::candidates(lab).into_iter().map(state).collect()
}

/// What decides how a program's attempt goes: all of the lab but its checks and words, and the program's files.
fn played(lab: &Lab, candidate: &Candidate) -> String {
    let spec = &lab.spec;
    let stages: Vec<_> = spec
        .stages
        .iter()
        .map(|stage| json!([stage.id, stage.data, stage.scenario, stage.stays_up]))
        .collect();
    let scenario = json!([
        spec.mounts,
        spec.needs,
        spec.limit,
        spec.seed,
        spec.programs,
        spec.services,
        spec.queries,
        spec.experiments,
        stages
    ]);
    let mut sum = Sha256::new();
    sum.update(scenario.to_string());
    add_files(&mut sum, &lab.dir.join("starter"), &[]);
    let own = match candidate {
        Candidate::Mistake(_) | Candidate::Again(_) => {
            add_files(&mut sum, &lab.dir.join("solution"), &[]);
            lab.dir.join(candidate.name())
        }
        _ => lab.dir.join(candidate.name()),
    };
    let left_out: &[&str] =
        if matches!(candidate, Candidate::Mistake(_)) { &["mistake.yaml", AGAIN] } else { &[] };
    add_files(&mut sum, &own, left_out);
    short(sum)
}

fn short(sum: Sha256) -> String {
    sum.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

/// Adds the files below `folder`, by name, to a sum; `but` names what is left out of the folder itself.
fn add_files(sum: &mut Sha256, folder: &Path, but: &[&str]) {
    let kept = |entry: &walkdir::DirEntry| {
        let name = entry.file_name().to_string_lossy();
        let is_tools = entry.depth() > 0 && (name.starts_with('.') || name == "__pycache__");
        !is_tools && (entry.depth() != 1 || !but.contains(&name.as_ref()))
    };
    let walk = WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(kept);
    for entry in walk.filter_map(Result::ok).filter(|entry| entry.file_type().is_file()) {
        let name = entry.path().strip_prefix(folder).unwrap_or(entry.path()).to_string_lossy().into_owned();
        let content = fs::read(entry.path()).unwrap_or_default();
        // Lengths first, so that no two lists of files have one sum.
        sum.update(format!("{} {name} {} ", name.len(), content.len()));
        sum.update(content);
    }
}

/// The attempts of a home's verified programs.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    root: PathBuf,
}

impl Kept {
    /// Those of the home whose folder is `home`.
    pub(super) fn of(home: &Path) -> Kept {
        Kept { root: home.join("verified") }
    }

    /// Keeps an attempt of that program, and the newest few besides.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub(super) fn keep(
        &self,
        lab: &Lab,
        candidate: &Candidate,
        bundle: &Bundle,
    ) -> Result<(), WorkbenchError> {
        let folder = self.folder(lab, candidate);
        fs::create_dir_all(&folder).map_err(WorkbenchError::file("write", &folder))?;
        bundles::write(&folder.join(format!("{}-{}.json", played(lab, candidate), bundle.attempt)), bundle)?;
        let all = files(&folder);
        for old in &all[..all.len().saturating_sub(NEWEST)] {
            fs::remove_file(old).map_err(WorkbenchError::file("remove", old))?;
        }
        Ok(())
    }

    /// The attempts of a program as it is now in the scenario as it is now, the newest first, with the lab's checks
    /// as they are now in the place of those that judged. Attempts that were not graded are none.
    ///
    /// # Errors
    /// Where a file cannot be read.
    pub(super) fn attempts(&self, lab: &Lab, candidate: &Candidate) -> Result<Vec<Bundle>, WorkbenchError> {
        let prefix = format!("{}-", played(lab, candidate));
        let mut found = Vec::new();
        for file in files(&self.folder(lab, candidate)).iter().rev() {
            if file.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&prefix)) {
                found.push(under(lab, bundles::load(file)?));
            }
        }
        found.retain(|bundle| !matches!(bundle.verdict.outcome, crate::grade::Outcome::NotGraded { .. }));
        Ok(found)
    }

    fn folder(&self, lab: &Lab, candidate: &Candidate) -> PathBuf {
        self.root.join(&lab.slug).join(candidate.name().replace('/', "~"))
    }
}

/// The bundle with the lab's checks as they are now, judged by them.
fn under(lab: &Lab, mut bundle: Bundle) -> Bundle {
    for stage in &mut bundle.stages {
        let now = lab.spec.stages.iter().find(|now| now.id.value == stage.id);
        let ids = now.map(|now| now.checks.as_slice()).unwrap_or_default();
        stage.checks = ids.iter().filter_map(|id| lab.check(id)).cloned().collect();
        if let Some(evidence) = &mut stage.evidence {
            evidence.thresholds = lab.spec.numbers();
        }
    }
    bundle.lab_digest.clone_from(&lab.digest);
    bundle.verdict = bundle.judge();
    bundle
}

/// The stage that the program would come to by the checks that judge it now, and did not then.
pub(super) fn not_played(bundle: &Bundle) -> Option<&str> {
    let held = bundle.verdict.stages.iter().take_while(|stage| stage.held()).count();
    let next = bundle.stages.get(held)?;
    (next.evidence.is_none() && next.unjudged.stage.is_none()).then_some(next.id.as_str())
}

/// The files in a folder, the oldest first: their names end with the time of the attempt.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut files: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|e| e == "json")).collect();
    files.sort_by_key(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        name.split_once('-').map(|(_, attempt)| attempt.to_owned())
    });
    files
}
