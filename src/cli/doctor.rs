//! `doctor`: what the workbench needs, and how it is.

use super::args::Args;
use super::{Status, open, terminal};
use crate::workbench::{Health, WorkbenchError};
use serde_json::json;

pub(super) async fn run(args: &Args) -> Result<Status, WorkbenchError> {
    let found = open(args)?.doctor(&terminal::report()).await;
    let sick = found.iter().any(|symptom| symptom.health == Health::Bad);
    if args.json {
        println!("{:#}", json!({ "version": 1, "healthy": !sick, "found": found }));
    } else {
        for symptom in &found {
            let mark = match symptom.health {
                Health::Good => "✓",
                Health::Later => "–",
                Health::Bad => "✗",
            };
            println!("{mark} {}: {}", symptom.what, symptom.found);
            if let Some(fix) = &symptom.fix {
                println!("    {fix}");
            }
        }
    }
    Ok(if sick { Status::NotGraded } else { Status::Passed })
}
