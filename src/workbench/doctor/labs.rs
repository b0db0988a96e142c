//! Whether the course's files are right, and what each lab could run with.

use super::home::several;
use super::{Group, Symptom};
use crate::course::lab::{Lab, Needs};
use crate::workbench::Workbench;
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
    /// Each engine, and what is missing there; null where nothing is.
    pub engines: Vec<(&'static str, Option<String>)>,
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
        engines: on.iter().map(|on| (on.engine, missing(needs, on))).collect(),
    }
}

fn told(needs: &Needs) -> Vec<String> {
    let brokers = match needs.brokers {
        0 => "no Kafka".to_owned(),
        1 => "1 broker".to_owned(),
        many => format!("{many} brokers"),
    };
    let gateway = needs.gateway.then(|| "the gateway".to_owned());
    std::iter::once(brokers).chain(gateway).collect()
}

/// What an engine lacks for a lab.
fn missing(needs: &Needs, on: &On) -> Option<String> {
    match () {
        // Programs, too, need what it runs on: not even a lab without Kafka could go.
        () if !on.works => Some("see above".to_owned()),
        () if needs.brokers == 0 => None,
        () if needs.brokers > on.brokers => Some(format!("it has {} broker", on.brokers)),
        () if needs.gateway && !on.gateway => Some("programs do not pass the gateway there".to_owned()),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_an_engine_lacks() {
        let on = On { engine: "E", brokers: 1, gateway: false, works: true };
        let needs = |brokers, gateway| Needs { brokers, gateway };
        assert_eq!(missing(&needs(1, false), &on), None);
        assert_eq!(missing(&needs(3, false), &on).as_deref(), Some("it has 1 broker"));
        assert_eq!(missing(&needs(1, true), &on).as_deref(), Some("programs do not pass the gateway there"));
        let broken = On { works: false, ..on };
        assert_eq!(missing(&needs(0, false), &broken).as_deref(), Some("see above"));
        assert_eq!(missing(&needs(0, true), &on), None);
    }
}
