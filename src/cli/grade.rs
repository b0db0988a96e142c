//! `grade`: runs a program through a lab and judges it.

use super::args::{Args, Grade};
use super::{Status, open, terminal, verdict};
use crate::attempt::Mode;
use crate::grade::{Bundle, Outcome, Verdict};
use crate::workbench::{Candidate, GradeDocument, GradeOrder, WorkbenchError};
use serde_json::json;
use std::path::Path;

pub(super) async fn run(args: &Args, grade: &Grade) -> Result<Status, WorkbenchError> {
    let workbench = open(args)?;
    let candidate = match (&grade.dir, &grade.mistake) {
        (Some(dir), _) if !dir.is_dir() => {
            return Err(WorkbenchError::Refused(format!("there is no folder {}", dir.display())));
        }
        (Some(dir), _) => Candidate::Folder(dir.clone()),
        (None, Some(name)) => match name.strip_suffix("/again") {
            Some(mistake) => Candidate::Again(mistake.to_owned()),
            None => Candidate::Mistake(name.clone()),
        },
        (None, None) => Candidate::Mine,
    };
    let order = GradeOrder {
        lab: grade.lab.clone(),
        candidate,
        command: grade.command.clone(),
        seed: grade.seed,
        mode: Mode::Check,
    };
    let graded = workbench.grade(&order, &terminal::phases(), &terminal::report(), &terminal::stop()).await?;
    terminal::last_lines(&graded.broker_log);
    print(args, &graded.bundle, &graded.bundle.verdict, &graded.path);
    Ok(status(&graded.bundle.verdict))
}

/// Prints a verdict, as text or as one document.
pub(super) fn print(args: &Args, bundle: &Bundle, judged: &Verdict, path: &Path) {
    if args.json {
        println!("{:#}", json!(GradeDocument::of(bundle, judged, path)));
    } else {
        print!("{}", verdict::render(bundle, judged, path));
    }
}

pub(super) fn status(verdict: &Verdict) -> Status {
    match verdict.outcome {
        Outcome::Passed => Status::Passed,
        Outcome::Failed => Status::Failed,
        Outcome::NotGraded { .. } => Status::NotGraded,
    }
}
