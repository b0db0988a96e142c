//! What sources and conditions draw from is there, and the lab needs what keeps it.

use super::{File, database};
use crate::course::lab::{Lab, Step};
use crate::course::{At, Diagnostic};
use crate::evidence::Source;

/// Parts of the evidence that only some labs have.
pub(super) const OF_SOME: [&str; 8] = [
    "brokers",
    "partitions",
    "database_transactions",
    "responses",
    "subjects",
    "registry_calls",
    "connectors",
    "resources",
];
/// Parts that are asked by a name which the lab itself has given.
pub(super) const NAMED: [&str; 9] =
    ["given", "thresholds", "lines", "programs", "effects", "rows", "answers", "resources", "steps"];

/// The source of the check `check` is there.
pub(super) fn lint(
    lab: &Lab,
    source: &Source,
    check: &At<String>,
    file: &File<'_>,
    found: &mut Vec<Diagnostic>,
) {
    let (part, name) = match source {
        Source::Given(name) => ("given", Some(name)),
        Source::Lines(name) | Source::Output(name) | Source::Programs(name) => ("programs", Some(name)),
        Source::Effects(name) => ("effects", Some(name)),
        Source::Rows(name) => ("rows", Some(name)),
        Source::Answers(name) => ("answers", Some(name)),
        Source::Resources(name) => ("resources", Some(name)),
        Source::Partitions(_) => ("partitions", None),
        Source::Brokers => ("brokers", None),
        Source::DatabaseTransactions => ("database_transactions", None),
        Source::Responses => ("responses", None),
        Source::Subjects => ("subjects", None),
        Source::RegistryCalls => ("registry_calls", None),
        Source::Connectors => ("connectors", None),
        // Programs make topics, groups and files, too. What is in a source of its own is linted there.
        Source::Records(_)
        | Source::Topics
        | Source::Requests
        | Source::Commits(_)
        | Source::Groups
        | Source::Members(_)
        | Source::Deliveries(_)
        | Source::Files(_)
        | Source::FileLines(_)
        | Source::Steps
        | Source::Findings => return,
    };
    self::part(lab, part, check, file, found);
    let Some(name) = name else { return };
    let (kind, known) = known(lab, part);
    if !known.contains(name) {
        let message = format!("check `{}` draws from a {kind} `{name}` that there is not", **check);
        found.push(file.at(check, message).did_you_mean(name, known.iter().map(String::as_str)));
    }
}

/// What a part of the evidence, one of [`NAMED`], is asked for: what that is, and the names that there are.
pub(super) fn known(lab: &Lab, part: &str) -> (&'static str, Vec<String>) {
    let stages = || lab.spec.stages.iter();
    match part {
        "given" => ("data set", stages().flat_map(|stage| stage.data.keys().cloned()).collect()),
        "lines" | "programs" => ("program", lab.spec.programs.keys().cloned().collect()),
        "thresholds" => ("threshold", lab.spec.thresholds.keys().cloned().collect()),
        "effects" => ("service", lab.spec.services.keys().cloned().collect()),
        "rows" => ("query", lab.spec.queries.keys().cloned().collect()),
        "answers" => ("file of the learner", lab.spec.edit.iter().map(|path| path.value.clone()).collect()),
        "resources" => {
            let folder = |path: &At<String>| path.rsplit_once('/').map(|(folder, _)| folder.to_owned());
            ("folder of the learner", lab.spec.edit.iter().filter_map(folder).collect())
        }
        _ => ("step", stages().flat_map(|stage| lab.step_ids(stage)).collect()),
    }
}

/// What a part of the evidence, one of [`OF_SOME`], needs that the lab does not have.
pub(super) fn part<T>(lab: &Lab, part: &str, place: &At<T>, file: &File<'_>, found: &mut Vec<Diagnostic>) {
    let needs = &lab.spec.needs;
    let (message, help) = match part {
        "brokers" | "partitions" if needs.brokers.value < 2 => (
            format!("`{part}` is kept where a lab has more than one broker, and this one has not"),
            "write `needs: { brokers: 3 }`",
        ),
        "subjects" | "registry_calls" if !needs.registry => {
            (format!("`{part}` needs a schema registry"), "write `needs: { registry: true }`")
        }
        "connectors" if !needs.connect => {
            ("`connectors` needs Kafka Connect".to_owned(), "write `needs: { connect: true }`")
        }
        "responses" if !sends_requests(lab) => {
            ("no step sends a request to a program".to_owned(), "add a step `http`")
        }
        "database_transactions" => return database::needed(lab, place, file, found),
        _ => return,
    };
    found.push(file.at(place, message).help(help));
}

fn sends_requests(lab: &Lab) -> bool {
    let mut steps = lab.spec.stages.iter().flat_map(|stage| lab.steps(stage));
    steps.any(|step| matches!(**step, Step::Http(_)))
}
