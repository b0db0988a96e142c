//! `offsets`: sets what a consumer group has committed.

use super::{cluster, refused};
use crate::attempt::offsets::{self, NotSet};
use crate::attempt::run::Trouble;
use crate::attempt::scenario::{Halted, Scenario};
use crate::course::lab::OffsetsStep;
use serde_json::{Value, json};

pub(super) async fn perform(step: &OffsetsStep, scenario: &mut Scenario<'_>) -> Result<Value, Halted> {
    let direct = cluster(scenario)?.direct();
    match offsets::set(&direct, &step.group, &step.topic, step.partition, step.to).await {
        Ok(set) => {
            let set: Vec<Value> = set
                .into_iter()
                .map(|(partition, offset)| json!({ "partition": partition, "offset": offset }))
                .collect();
            Ok(json!({ "group": step.group, "topic": step.topic, "offsets": set }))
        }
        // Who is still in the group is a program that did not leave it.
        Err(NotSet::Busy { why }) => Err(Halted::Program {
            error: format!("the group {} still had members, so its offsets could not be set", step.group),
            result: json!({
                "expected": format!("the group {} has no member once its programs have ended", step.group),
                "got": why,
            }),
        }),
        Err(NotSet::Refused(why)) => Err(refused(
            step.expect,
            format!("Kafka refused to set the offsets of the group {}", step.group),
            why,
        )),
        Err(NotSet::Broken(why)) => Err(Trouble::broker(why).into()),
    }
}
