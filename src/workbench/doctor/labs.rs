//! Whether the course's files are right, and what each lab could run with.

use super::home::several;
use super::{Group, Symptom};
use crate::course::lab::{Lab, Needs};
use crate::course::{Capability, Ground};
use crate::workbench::{JudgedHere, Workbench};
use serde::Serialize;

/// What labs find on an engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct On {
    /// Its name, for a reader.
    pub engine: &'static str,
    /// How many brokers it can start.
    pub brokers: u32,
    /// Whether programs pass the gateway there.
    pub gateway: bool,
    /// Whether it starts, or will once what it runs on was fetched.
    pub works: bool,
}

/// What a lab could run with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fit {
    /// The lab's folder.
    pub lab: String,
    /// The number by which it is called.
    pub number: String,
    /// What it needs: "1 broker", "the gateway".
    pub needs: Vec<String>,
    /// What it finds on each engine.
    pub engines: Vec<(&'static str, Finds)>,
}

/// What a lab finds on an engine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finds {
    /// Whether it can run there, in part at least.
    pub can: bool,
    /// What is missing there; null where nothing is.
    pub missing: Option<String>,
}

pub(super) fn content(workbench: &Workbench) -> Symptom {
    const WHAT: &str = "Lessons and labs";
    let (course, wrong) = (&workbench.course, workbench.diagnostics.len());
    let place = course.root.display();
    if wrong > 0 {
        let need = if wrong == 1 { "needs" } else { "need" };
        let found = format!("{} in {place} {need} a look", several(wrong, "place"));
        return Symptom::bad(Group::Course, WHAT, found).fix("`kafka-workbench list` names them".to_owned());
    }
    let (lessons, labs) = (several(course.lessons.len(), "lesson"), several(course.labs.len(), "lab"));
    Symptom::good(Group::Course, WHAT, format!("{lessons} and {labs} in {place}"))
}

pub(super) fn fits(workbench: &Workbench, on: &[On]) -> Vec<Fit> {
    workbench.course.labs.values().map(|lab| fit(lab, on)).collect()
}

fn fit(lab: &Lab, on: &[On]) -> Fit {
    let needs = &lab.spec.needs;
    Fit {
        lab: lab.slug.clone(),
        number: lab.number().to_owned(),
        needs: told(needs),
        engines: on.iter().map(|on| (on.engine, finds(lab, on))).collect(),
    }
}

fn told(needs: &Needs) -> Vec<String> {
    let brokers = match needs.brokers.value {
        0 => "no Kafka".to_owned(),
        1 => "1 broker".to_owned(),
        many => format!("{many} brokers"),
    };
    let gateway = needs.gateway.then(|| "the gateway".to_owned());
    let postgres = needs.postgres.then(|| "PostgreSQL".to_owned());
    std::iter::once(brokers).chain(gateway).chain(postgres).collect()
}

fn finds(lab: &Lab, on: &On) -> Finds {
    // Programs, too, need what it runs on: not even a lab without Kafka could go.
    if !on.works {
        return Finds { can: false, missing: Some("see above".to_owned()) };
    }
    let held = [Capability::Gateway, Capability::BrokerControl, Capability::BrokerSettings];
    let ground = Ground::of_brokers(on.brokers)
        .with(held.into_iter().filter(|_| on.gateway))
        .with([Capability::Postgres]);
    let here = JudgedHere::new(lab, &ground, on.engine);
    let part = || format!("{} of {} checks are judged there", here.judged, here.total);
    match here.missing() {
        Some(missing) => Finds { can: false, missing: Some(format!("it lacks {missing}")) },
        None => Finds { can: true, missing: (!here.is_whole()).then(part) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::Course;
    use std::path::Path;

    #[test]
    fn says_what_an_engine_lacks() {
        let (course, _) = Course::load(Path::new(env!("CARGO_MANIFEST_DIR")));
        let lab = |slug: &str, brokers: u32| {
            let mut lab = course.labs[slug].clone();
            lab.spec.needs.brokers.value = brokers;
            lab
        };
        let on = On { engine: "E", brokers: 1, gateway: false, works: true };
        let said = |slug: &str, brokers: u32, on: &On| {
            let Finds { can, missing } = finds(&lab(slug, brokers), on);
            (can, missing.unwrap_or_default())
        };
        let told = |can: bool, missing: &str| (can, missing.to_owned());
        assert_eq!(said("00-build-your-skill", 1, &on), told(true, ""));
        assert_eq!(said("00-build-your-skill", 3, &on), told(false, "it lacks 3 brokers"));
        assert_eq!(said("05-first-producer", 1, &on), told(true, "8 of 10 checks are judged there"));
        assert_eq!(said("05-first-producer", 1, &On { gateway: true, ..on.clone() }), told(true, ""));
        let broken = On { works: false, ..on };
        assert_eq!(said("00-build-your-skill", 0, &broken), told(false, "see above"));
    }
}
