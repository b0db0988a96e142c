//! What of a lab can be judged on an engine: what it needs against what there is, before anything runs.

use super::{Workbench, WorkbenchError};
use crate::attempt::{Listener, Mode, Order};
use crate::course::lab::{Lab, Stage};
use crate::course::{Ground, lab::Check};
use crate::engine::EngineKind;
use crate::grade::Unjudged;
use std::collections::BTreeMap;

/// What of a lab is judged on an engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgedHere {
    /// Checks that are, over all stages.
    pub judged: usize,
    /// Checks that there are, over all stages.
    pub total: usize,
    /// What is not, in the lab's order.
    pub left_out: Vec<LeftOut>,
    /// The same by the ids of the stages, for the grader.
    pub(super) unjudged: BTreeMap<String, Unjudged>,
    /// What every stage lacks; then there is nothing to run.
    missing: Option<String>,
    /// What of it no engine of the workbench's own has either.
    nowhere: Option<String>,
    engine: String,
}

/// A stage or a check that is not judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The stage's title, or what the check says.
    pub what: String,
    /// What it needs and the engine has not, in a sentence without a full stop.
    pub why: String,
}

impl Workbench {
    /// What of a lab is judged on this workbench's engine.
    pub fn judged_here(&self, lab: &Lab) -> JudgedHere {
        JudgedHere::new(lab, &self.engine.ground(), self.engine.noun())
    }

    /// Sees once more, with the cluster at hand, what can be judged, and says so before anything runs.
    ///
    /// # Errors
    /// Where nothing of it can.
    pub(super) fn allow(&self, order: &mut Order, listener: &Listener) -> Result<(), WorkbenchError> {
        let here = self.judged_here(&order.lab);
        here.check_mode(&order.lab, &order.mode, &self.engine.ground())?;
        if self.engine.asks_who_is_there() {
            listener.phase(
                "The cluster asks who is there: programs find KAFKA_SECURITY_PROTOCOL and what goes with it in their environment",
            );
        }
        if order.mode.is_check() {
            here.notice().into_iter().for_each(|notice| listener.phase(notice));
            order.unjudged = here.unjudged;
        }
        Ok(())
    }
}

impl JudgedHere {
    /// Compares what `lab` needs with `ground`, which `engine` has: a noun, such as `an existing cluster`.
    pub fn new(lab: &Lab, ground: &Ground, engine: &str) -> JudgedHere {
        let mut here = JudgedHere {
            judged: 0,
            total: 0,
            left_out: Vec::new(),
            unjudged: BTreeMap::new(),
            missing: None,
            nowhere: None,
            engine: engine.to_owned(),
        };
        let mut plays = false;
        for stage in &lab.spec.stages {
            let checks: Vec<&Check> = stage.checks.iter().filter_map(|id| lab.check(id)).collect();
            let unjudged = unjudged(lab, stage, &checks, ground, engine);
            here.total += checks.len();
            here.judged += checks.iter().filter(|check| unjudged.why(&check.id).is_none()).count();
            plays |= unjudged.stage.is_none();
            here.tell(stage, &checks, &unjudged);
            if !unjudged.is_empty() {
                here.unjudged.insert(stage.id.value.clone(), unjudged);
            }
        }
        if !plays {
            here.missing = missing(lab, ground);
            here.nowhere = missing(lab, &EngineKind::Local.ground());
        }
        here
    }

    /// Whether everything is judged.
    pub fn is_whole(&self) -> bool {
        self.left_out.is_empty()
    }

    /// What is judged and what is not, as one paragraph; nothing where everything is.
    pub fn notice(&self) -> Option<String> {
        let reason = |(why, what): (&str, Vec<&str>)| {
            format!(" Not judged here, since {why}: “{}”", what.join("”; “"))
        };
        let reasons: String = self.reasons().into_iter().map(reason).collect();
        (!self.is_whole()).then(|| format!("{}{reasons}", self.figures()))
    }

    /// How many checks are judged, in a sentence.
    pub fn figures(&self) -> String {
        format!("On this engine {} of {} checks are judged.", self.judged, self.total)
    }

    /// Each reason for which something is not judged, and all that is not for it, each once.
    pub fn reasons(&self) -> Vec<(&str, Vec<&str>)> {
        let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
        for left in &self.left_out {
            let known = reasons.iter_mut().find(|(why, _)| *why == left.why);
            match known {
                Some((_, what)) if what.contains(&left.what.as_str()) => {}
                Some((_, what)) => what.push(&left.what),
                None => reasons.push((&left.why, vec![&left.what])),
            }
        }
        reasons
    }

    /// What nothing of the lab can be played and judged without, in words: `3 brokers`.
    pub fn missing(&self) -> Option<&str> {
        self.missing.as_deref()
    }

    /// # Errors
    /// Where nothing of the lab can be played and judged.
    pub(super) fn check(&self, lab: &Lab) -> Result<(), WorkbenchError> {
        if let Some(missing) = &self.nowhere {
            return Err(WorkbenchError::NotYet {
                what: format!("lab {}", lab.number()),
                missing: missing.clone(),
            });
        }
        match &self.missing {
            None => Ok(()),
            Some(missing) => Err(WorkbenchError::NotHere {
                what: format!("lab {}", lab.number()),
                missing: missing.clone(),
                engine: self.engine.clone(),
            }),
        }
    }

    /// The same for one attempt: one stage that is tried runs without its faults.
    pub(super) fn check_mode(&self, lab: &Lab, mode: &Mode, ground: &Ground) -> Result<(), WorkbenchError> {
        let Mode::Try { stage: wanted } = mode else { return self.check(lab) };
        let stage = lab.spec.stages.iter().find(|stage| *stage.id == *wanted);
        match stage.and_then(|stage| lab.stage_needs(stage, false).missing_from(ground)) {
            None => Ok(()),
            Some(missing) => Err(WorkbenchError::NotHere {
                what: format!("stage “{wanted}” of lab {}", lab.number()),
                missing,
                engine: self.engine.clone(),
            }),
        }
    }

    fn tell(&mut self, stage: &Stage, checks: &[&Check], unjudged: &Unjudged) {
        if let Some(why) = &unjudged.stage {
            return self.left_out.push(LeftOut { what: stage.title.clone(), why: why.clone() });
        }
        for check in checks {
            if let Some(why) = unjudged.why(&check.id) {
                self.left_out.push(LeftOut { what: check.says.clone(), why: why.to_owned() });
            }
        }
    }
}

/// What the first stage, or else the first check, lacks that lacks something.
fn missing(lab: &Lab, ground: &Ground) -> Option<String> {
    let of_stages =
        lab.spec.stages.iter().find_map(|stage| lab.stage_needs(stage, true).missing_from(ground));
    let of_checks = || lab.spec.checks.iter().find_map(|check| lab.check_needs(check).missing_from(ground));
    of_stages.or_else(of_checks)
}

/// A stage of which no check could be judged is not played either: there would be nothing to say of it.
fn unjudged(lab: &Lab, stage: &Stage, checks: &[&Check], ground: &Ground, engine: &str) -> Unjudged {
    let lacks = |missing: String| format!("it needs {missing}, which {engine} does not have");
    let of_stage = lab.stage_needs(stage, true).missing_from(ground).map(lacks);
    let of_checks: BTreeMap<String, String> = checks
        .iter()
        .filter_map(|check| {
            let missing = lab.check_needs(check).missing_from(ground)?;
            Some((check.id.value.clone(), lacks(missing)))
        })
        .collect();
    match of_stage {
        Some(why) => Unjudged { stage: Some(why), checks: BTreeMap::new() },
        None if !checks.is_empty() && of_checks.len() == checks.len() => {
            Unjudged { stage: of_checks.into_values().next(), checks: BTreeMap::new() }
        }
        None => Unjudged { stage: None, checks: of_checks },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::{Capability, Course};
    use insta::assert_snapshot;
    use std::path::Path;

    fn lab(slug: &str) -> Lab {
        let (course, diagnostics) = Course::load(Path::new(env!("CARGO_MANIFEST_DIR")));
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        course.labs[slug].clone()
    }

    fn on(lab: &Lab, ground: &Ground) -> JudgedHere {
        JudgedHere::new(lab, ground, "an existing cluster")
    }

    fn told(slug: &str) -> String {
        on(&lab(slug), &Ground::of_brokers(1)).notice().unwrap_or_default()
    }

    #[test]
    fn every_lab_says_what_of_it_needs_the_gateway() {
        assert_snapshot!(told("00-build-your-skill"), @"");
        assert_snapshot!(told("05-first-producer"), @"On this engine 8 of 10 checks are judged. Not judged here, since it needs the gateway between programs and Kafka, which an existing cluster does not have: “The network is slow”");
        assert_snapshot!(told("06-reliable-producer"), @"On this engine 6 of 13 checks are judged. Not judged here, since it needs the gateway between programs and Kafka, which an existing cluster does not have: “Every write waits for all replicas in sync (acks=all; on the wire −1)”; “An answer is lost”; “Every batch carries a producer id and a sequence number”");
        assert_snapshot!(told("07-first-consumer"), @"On this engine 7 of 13 checks are judged. Not judged here, since it needs the gateway between programs and Kafka, which an existing cluster does not have: “No commit passes a task whose email had not been taken by then”; “Two crashes”; “No commit passes a task whose email the service had refused, and not yet taken”");
    }

    #[test]
    fn with_everything_there_everything_is_judged() {
        let all = Ground::of_brokers(3).with(Capability::ALL);
        let here = on(&lab("06-reliable-producer"), &all);
        assert_eq!((here.is_whole(), here.judged, here.notice()), (true, here.total, None));
    }

    #[test]
    fn a_lab_with_more_brokers_than_there_are_is_refused() {
        let mut lab = lab("05-first-producer");
        lab.spec.needs.brokers.value = 3;
        let refused = on(&lab, &Ground::of_brokers(1)).check(&lab).unwrap_err();
        assert_snapshot!(refused, @"lab 5 cannot run here: it needs 3 brokers, which an existing cluster does not have");
        assert_snapshot!(refused.hint().unwrap(), @"a cluster of the workbench's own has it: start with `--engine local`");
    }

    #[test]
    fn a_lab_that_needs_what_no_engine_has_is_refused_everywhere() {
        let mut lab = lab("05-first-producer");
        lab.spec.needs.connect = true;
        let refused = on(&lab, &EngineKind::Local.ground()).check(&lab).unwrap_err();
        assert_snapshot!(refused, @"lab 5 cannot be run yet: it needs Kafka Connect, which no engine of the workbench has so far");
        assert_eq!(refused.hint(), None);
    }

    #[test]
    fn a_stage_that_is_tried_runs_without_its_faults() {
        let (lab, ground) = (lab("05-first-producer"), Ground::of_brokers(1));
        let here = on(&lab, &ground);
        let tried = |stage: &str| here.check_mode(&lab, &Mode::Try { stage: stage.to_owned() }, &ground);
        assert!(tried("slow-network").is_ok());
        let lab = super::tests::lab("07-first-consumer");
        let here = on(&lab, &ground);
        let tried = here.check_mode(&lab, &Mode::Try { stage: "crash".to_owned() }, &ground);
        assert_snapshot!(tried.unwrap_err(), @"stage “crash” of lab 7 cannot run here: it needs the gateway between programs and Kafka, which an existing cluster does not have");
    }

    #[test]
    fn a_labs_names_are_those_of_its_steps_sources_and_conditions() {
        let names = lab("07-first-consumer").names();
        assert_snapshot!(format!("{names:?}"), @r#"Names { topics: {"task-created", "task-created-dlq"}, groups: {"task-notification-service"} }"#);
    }
}
