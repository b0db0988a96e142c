//! `inspect`: asks the rubric about a skill in the working folder.

use crate::attempt::run::Trouble;
use crate::attempt::scenario::{Halted, Scenario};
use crate::course::lab::InspectStep;
use serde_json::{Value, json};

pub(super) fn perform(step: &InspectStep, scenario: &mut Scenario<'_>) -> Result<Value, Halted> {
    let folder = scenario.work().join(&step.skill);
    if !folder.is_dir() {
        return Err(Trouble::ours(format!("there is no folder {} in the working folder", step.skill)).into());
    }
    let found = (scenario.order.inspect)(&folder);
    let count = found.len();
    // Paths as a learner sees them: from the working folder.
    scenario.known.findings.extend(found.into_iter().map(|mut finding| {
        finding.file = format!("{}/{}", step.skill, finding.file);
        finding
    }));
    Ok(json!({ "findings": count }))
}
