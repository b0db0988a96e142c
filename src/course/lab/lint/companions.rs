//! What a step asks of a companion fits together, and the lab needs the companion.

use super::File;
use crate::course::lab::{ConnectorDo, ConnectorStep, Lab, RegistryDo, RegistryStep, Step};
use crate::course::{At, Diagnostic};

/// The levels of compatibility that a schema registry knows.
const LEVELS: [&str; 7] =
    ["BACKWARD", "BACKWARD_TRANSITIVE", "FORWARD", "FORWARD_TRANSITIVE", "FULL", "FULL_TRANSITIVE", "NONE"];

pub(super) fn connector(
    lab: &Lab,
    args: &ConnectorStep,
    step: &At<Step>,
    file: &File<'_>,
    found: &mut Vec<Diagnostic>,
) {
    if !lab.spec.needs.connect {
        found.push(file.at(step, "a connector needs Kafka Connect").help("write `needs: { connect: true }`"));
    }
    let act = args.act.value;
    if act.is_of_worker() == args.name.is_some() {
        let message = match act.is_of_worker() {
            true => "what happens to the worker happens to all its connectors, and takes no `name`",
            false => "which connector is it: `name` is missing",
        };
        found.push(file.at(&args.act, message));
    }
    if (act == ConnectorDo::Put) != args.file.is_some() {
        found.push(
            file.at(&args.act, "`put` takes a `file` with the connector's settings, and nothing else does"),
        );
    }
    if args.task.is_some() && act != ConnectorDo::Restart {
        found.push(file.at(&args.act, "`task` is for `restart`"));
    }
}

pub(super) fn registry(
    lab: &Lab,
    args: &RegistryStep,
    step: &At<Step>,
    file: &File<'_>,
    found: &mut Vec<Diagnostic>,
) {
    if !lab.spec.needs.registry {
        let diagnostic = file.at(step, "what asks the schema registry needs one");
        found.push(diagnostic.help("write `needs: { registry: true }`"));
    }
    let act = args.act.value;
    let with_schema = matches!(act, RegistryDo::Register | RegistryDo::Try);
    if with_schema != args.file.is_some() || with_schema && args.subject.is_none() {
        let message =
            "`register` and `try` take a `subject` and a `file` with the schema, and nothing else does";
        found.push(file.at(&args.act, message));
    }
    if (act == RegistryDo::Level) != args.level.is_some() {
        found.push(file.at(&args.act, "`level` takes a `level`, and nothing else does"));
    }
    if let Some(level) = args.level.as_ref().filter(|level| !LEVELS.contains(&level.as_str())) {
        let message = format!("`{level}` is no level of compatibility: write one of {}", LEVELS.join(", "));
        found.push(file.at(&args.act, message).did_you_mean(level, LEVELS));
    }
}
