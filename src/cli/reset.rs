//! `reset`: moves the learner's files of a lab to the trash.

use super::args::Args;
use super::{Status, open};
use crate::workbench::WorkbenchError;
use serde_json::json;

pub(super) fn run(args: &Args, lab: &str) -> Result<Status, WorkbenchError> {
    let to = open(args)?.reset(lab)?;
    match (&to.trash, args.json) {
        (trash, true) => println!("{}", json!({ "version": 1, "moved_to": trash })),
        (Some(trash), false) => {
            println!("Your files are in {}", trash.display());
            println!("The lab begins again from its starter.");
        }
        (None, false) => println!("There is nothing of yours in this lab yet."),
    }
    Ok(Status::Passed)
}
