//! What of a stage an engine cannot show, decided before anything ran.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What of a stage is not judged here, and why. Empty where all of it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Unjudged {
    /// Why its scenario cannot be played; then it does not run, and the stages after it do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// Why checks cannot be judged, by their ids.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub checks: BTreeMap<String, String>,
}

impl Unjudged {
    /// Whether the whole stage is judged.
    pub fn is_empty(&self) -> bool {
        self.stage.is_none() && self.checks.is_empty()
    }

    /// Why a check of the stage is not judged, where it is not.
    pub fn why(&self, check: &str) -> Option<&str> {
        self.stage.as_deref().or_else(|| self.checks.get(check).map(String::as_str))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Outcome, Standing, Verdict, judge};
    use super::*;
    use crate::course::lab::Check;
    use crate::evidence::Evidence;
    use serde_json::json;

    fn check(id: &str, that: &str) -> Check {
        serde_json::from_value(json!({ "id": id, "says": id, "holds": { "fact": { "that": that } } }))
            .unwrap()
    }

    #[test]
    fn what_is_not_judged_neither_earns_nor_fails() {
        let (held, broken) = (check("held", "1 == 1"), check("broken", "1 == 2"));
        let unjudged =
            Unjudged { stage: None, checks: [("broken".to_owned(), "it cannot".to_owned())].into() };
        let first = judge::stage("a", "A", &[&held, &broken], &unjudged, &Evidence::default());
        let second = judge::not_judged("b", "B", &[&held], "it cannot");
        assert!(first.held() && second.held(), "the stages after them run");
        let verdict = Verdict::of(vec![first, second]);
        assert_eq!((verdict.held, verdict.total, verdict.not_judged()), (1, 1, 2));
        assert_eq!(verdict.outcome, Outcome::Passed);
        assert_eq!(
            verdict.stages[0].findings[1].standing,
            Standing::NotJudged { why: "it cannot".to_owned() }
        );
        assert!(verdict.leaves_out("held"), "it held in one stage, and another could not be played");
    }

    #[test]
    fn a_failure_beside_it_is_a_failure() {
        let (left, broken) = (check("left", "1 == 1"), check("broken", "1 == 2"));
        let unjudged = Unjudged { stage: None, checks: [("left".to_owned(), "it cannot".to_owned())].into() };
        let stage = judge::stage("a", "A", &[&left, &broken], &unjudged, &Evidence::default());
        let after = judge::not_reached("b", "B", &[&left], std::slice::from_ref(&stage));
        let verdict = Verdict::of(vec![stage, after]);
        assert_eq!((verdict.outcome.clone(), verdict.failed_checks()), (Outcome::Failed, vec!["broken"]));
        assert!(!verdict.leaves_out("broken"));
    }

    #[test]
    fn a_stage_of_form_1_is_read_as_judged_whole() {
        let old: super::super::BundleStage =
            serde_json::from_value(json!({ "id": "a", "title": "A", "checks": [], "evidence": null }))
                .unwrap();
        assert!(old.unjudged.is_empty());
        assert!(!serde_json::to_string(&old).unwrap().contains("unjudged"));
    }
}
