//! The living skill: made once, grown by offers, proved by passed labs, exported.

use super::{Workbench, WorkbenchError};
use crate::attempt::Inspect;
use crate::course::Lab;
use crate::engine::runs::RunFolder;
use crate::engine::runtime;
use crate::evidence::SkillFinding;
use crate::grade::Bundle;
use crate::skill::{
    self, Answers, Choice, ClientReport, Decision, Export, Finding, Fragment, Known, Offer, Proof, Scaffold,
    SkillFiles, Written,
};
use crate::store::OfferState;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The skill as it is now.
#[derive(Debug)]
pub struct SkillState {
    /// Its files: the learner's, or the scaffold of an interview that has not been held.
    pub files: SkillFiles,
    /// Whether the learner has one; else `files` is what there would be.
    pub made: bool,
    /// What the rubric finds.
    pub findings: Vec<Finding>,
    /// Which clients load it.
    pub clients: Vec<ClientReport>,
    /// What was proved.
    pub proofs: Vec<Proof>,
}

/// A fragment that waits for an answer.
#[derive(Debug)]
pub struct PendingOffer {
    /// The fragment's folder name, which is that of its lesson.
    pub fragment: String,
    /// What it would change.
    pub offer: Offer,
}

impl Workbench {
    /// The skill, its findings and its proofs.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn skill(&self) -> Result<SkillState, WorkbenchError> {
        let made = self.home.skill().is_dir();
        let files =
            if made { SkillFiles::read(&self.home.skill())? } else { self.scaffold(&Answers::default())? };
        let proofs = self.proofs()?;
        let findings = skill::check(&files, &Known::Records(&proofs));
        let clients = skill::panel(&files, &findings);
        Ok(SkillState { files, made, findings, clients, proofs })
    }

    /// Makes the living skill from the answers of the interview.
    ///
    /// # Errors
    /// Where an answer cannot stand in a skill, or the learner has one already: theirs stays.
    pub fn interview(&self, answers: &Answers) -> Result<(), WorkbenchError> {
        let folder = self.home.skill();
        if folder.exists() {
            let message = format!("there is a skill already, in {}; it stays as it is", folder.display());
            return Err(WorkbenchError::Refused(message));
        }
        self.write_new(&folder, &self.scaffold(answers)?)
    }

    /// Keeps a file of the skill that the learner wrote.
    ///
    /// # Errors
    /// Where the path leads out of the skill, or the file cannot be written.
    pub fn save_skill_file(&self, path: &str, text: &str) -> Result<(), WorkbenchError> {
        let folder = self.living_skill()?;
        super::files::write_whole(&super::files::inside(&folder, path)?, text.as_bytes())
    }

    /// What passed labs offer and the learner has not answered.
    ///
    /// # Errors
    /// Where a fragment or the skill cannot be read.
    pub fn offers(&self) -> Result<Vec<PendingOffer>, WorkbenchError> {
        let answered = self.store.offers()?;
        let passed = self.store.passed_labs()?;
        let lessons = self.course.labs.values().filter(|lab| passed.contains(&lab.slug));
        let mut offers = Vec::new();
        for lesson in lessons.map(|lab| lab.spec.lesson.as_str()) {
            let known = answered.iter().any(|(fragment, _)| fragment == lesson);
            if !known && let Some(pending) = self.offer(lesson)? {
                offers.push(pending);
            }
        }
        Ok(offers)
    }

    /// What a fragment would change now; `None` where there is no such fragment, or all of it is there.
    ///
    /// # Errors
    /// Where the fragment or the skill cannot be read.
    pub fn offer(&self, fragment: &str) -> Result<Option<PendingOffer>, WorkbenchError> {
        let Some(read) = self.fragment(fragment)? else { return Ok(None) };
        let skill = self.skill()?;
        let offer = skill::offer(&skill.files, &read, &skill.proofs);
        Ok((!offer.is_empty()).then(|| PendingOffer { fragment: fragment.to_owned(), offer }))
    }

    /// Takes the chosen pieces of a fragment into the skill. Pieces that are not named are declined.
    ///
    /// # Errors
    /// Where there is nothing to take, or a file was edited meanwhile. The skill is as it was then.
    pub fn accept_offer(&self, fragment: &str, choice: &Choice) -> Result<(), WorkbenchError> {
        let pending = self.offer(fragment)?.ok_or_else(|| nothing_offered(fragment))?;
        let folder = self.living_skill()?;
        let before = SkillFiles::read(&folder)?;
        let mut whole: Choice =
            pending.offer.pieces.iter().map(|piece| (piece.piece.id.clone(), Decision::Decline)).collect();
        whole.extend(choice.clone());
        let after = skill::accept(&before, &pending.offer, &whole)?;
        skill::write_changes(&folder, &before, &after)?;
        self.store.answer_offer(fragment, OfferState::Accepted)?;
        Ok(())
    }

    /// Notes that a fragment is not wanted.
    ///
    /// # Errors
    /// Where progress cannot be written.
    pub fn decline_offer(&self, fragment: &str) -> Result<(), WorkbenchError> {
        Ok(self.store.answer_offer(fragment, OfferState::Declined)?)
    }

    /// The skill as a zip: the same skill gives the same bytes.
    ///
    /// # Errors
    /// Where a finding of family A stands against it.
    pub fn export_zip(&self) -> Result<Vec<u8>, WorkbenchError> {
        Ok(self.export()?.to_zip()?)
    }

    /// Writes the zip to `target`.
    ///
    /// # Errors
    /// As [`Workbench::export_zip`], and where it cannot be written.
    pub fn export_zip_to(&self, target: &Path) -> Result<(), WorkbenchError> {
        Ok(self.export()?.write_zip(target)?)
    }

    /// Writes the skill as a folder into `parent`, and gives its path. What others wrote there is not replaced.
    ///
    /// # Errors
    /// As [`Workbench::export_zip`], and where the folder is there and is not ours.
    pub fn export_folder(&self, parent: &Path) -> Result<PathBuf, WorkbenchError> {
        let mut written = Written::load(&self.home.root().join("written-skills"))?;
        Ok(self.export()?.to_folder(parent, &mut written)?)
    }

    fn export(&self) -> Result<Export, WorkbenchError> {
        let skill = self.skill()?;
        Ok(Export::new(&skill.files, &skill.proofs)?)
    }

    /// Keeps what a passed attempt of the learner's proves. A check that could not be judged in one of its stages
    /// proves nothing, though it held in the others: what its rule says was not all put to the test.
    pub(super) fn record_proofs(&self, lab: &Lab, bundle: &Bundle) -> Result<(), WorkbenchError> {
        let Some(fragment) = self.fragment(&lab.spec.lesson)? else { return Ok(()) };
        let findings = || bundle.verdict.stages.iter().flat_map(|stage| &stage.findings);
        let held = |id: &str| findings().any(|f| f.check == id && f.held()) && !bundle.verdict.leaves_out(id);
        let digest = |id: &str| lab.check(id).filter(|_| held(id)).map(digest_of);
        let versions = format!("Apache Kafka {}", bundle.versions.kafka);
        for proof in fragment.earned(&lab.slug, &runtime::client(), &versions, digest) {
            let body = serde_json::to_string(&proof).unwrap_or_default();
            self.store.put_proof(&proof.rule, &body)?;
        }
        Ok(())
    }

    /// The rubric, as a step of a scenario asks it.
    pub(super) fn rubric(&self) -> Result<Inspect, WorkbenchError> {
        let proofs = self.proofs()?;
        Ok(Arc::new(move |folder: &Path| match SkillFiles::read(folder) {
            Ok(files) => skill::check(&files, &Known::Records(&proofs)).iter().map(evidence_of).collect(),
            Err(error) => vec![unreadable(&error.to_string())],
        }))
    }

    /// The folder of the living skill; made from the scaffold where there is none.
    pub(super) fn living_skill(&self) -> Result<PathBuf, WorkbenchError> {
        let folder = self.home.skill();
        if !folder.is_dir() {
            self.write_new(&folder, &self.scaffold(&Answers::default())?)?;
        }
        Ok(folder)
    }

    /// A fresh scaffold in a folder of its own, named as a skill must be.
    pub(super) fn fresh_scaffold(&self) -> Result<RunFolder, WorkbenchError> {
        let folder = self.engine.owner().folder("scaffold")?;
        self.write_new(folder.path(), &self.scaffold(&Answers::default())?)?;
        Ok(folder)
    }

    fn write_new(&self, folder: &Path, files: &SkillFiles) -> Result<(), WorkbenchError> {
        std::fs::create_dir_all(folder).map_err(WorkbenchError::file("make", folder))?;
        Ok(skill::write_changes(folder, &SkillFiles::new(skill::NAME), files)?)
    }

    fn scaffold(&self, answers: &Answers) -> Result<SkillFiles, WorkbenchError> {
        let folder = SkillFiles::read(&self.course.root.join("skills/scaffold"))?;
        Ok(skill::scaffold(&Scaffold::read(&folder)?, answers)?)
    }

    fn fragment(&self, slug: &str) -> Result<Option<Fragment>, WorkbenchError> {
        let folder = self.course.root.join("skills/fragments").join(slug);
        match folder.is_dir() {
            true => Ok(Some(Fragment::read(&SkillFiles::read(&folder)?)?)),
            false => Ok(None),
        }
    }

    fn proofs(&self) -> Result<Vec<Proof>, WorkbenchError> {
        let bodies = self.store.proofs()?;
        // A proof of a form that is not known proves nothing.
        Ok(bodies.iter().filter_map(|body| serde_json::from_str(body).ok()).collect())
    }
}

fn nothing_offered(fragment: &str) -> WorkbenchError {
    WorkbenchError::Refused(format!("nothing of `{fragment}` is offered: all of it is in the skill"))
}

/// A check's digest: of its wording as it judged, places left out.
fn digest_of(check: &crate::course::lab::Check) -> String {
    let text = serde_json::to_string(check).unwrap_or_default();
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn evidence_of(finding: &Finding) -> SkillFinding {
    let level = serde_json::to_value(finding.level).unwrap_or_default();
    SkillFinding {
        rule: finding.rule.to_string(),
        code: finding.code.to_string(),
        level: level.as_str().unwrap_or_default().to_owned(),
        file: finding.file.clone(),
        line: i64::try_from(finding.line).unwrap_or(0),
        reason: finding.reason.clone(),
        fix: finding.fix.clone(),
    }
}

fn unreadable(reason: &str) -> SkillFinding {
    SkillFinding {
        rule: "A1".to_owned(),
        code: "folder/unreadable".to_owned(),
        level: "error".to_owned(),
        file: String::new(),
        line: 0,
        reason: reason.to_owned(),
        fix: "make the folder readable".to_owned(),
    }
}
