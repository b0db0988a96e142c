//! Experiments are there, are played, and hold what can be played inside a step.

use super::File;
use super::steps::Steps;
use crate::course::lab::{ExperimentStep, Lab, Step};
use crate::course::{At, Diagnostic};

/// Every experiment is played somewhere.
pub(super) fn lint(lab: &Lab, file: &File<'_>, found: &mut Vec<Diagnostic>) {
    for (name, experiment) in &lab.spec.experiments {
        let plays = |step: &At<Step>| match &**step {
            Step::Experiment(step) => step.may_play().any(|played| **played == *name),
            _ => false,
        };
        if !lab.spec.stages.iter().flat_map(|stage| &stage.scenario).any(plays) {
            found.push(file.at(experiment, format!("no stage plays the experiment `{name}`")));
        }
    }
}

/// What an `experiment` step says fits together, and so do the steps that it plays.
pub(super) fn step(steps: &mut Steps<'_>, plays: &ExperimentStep, step: &At<Step>) {
    let chosen = plays.chosen_by.is_some() && !plays.among.is_empty() && plays.name.is_none();
    let named = plays.name.is_some() && plays.chosen_by.is_none() && plays.among.is_empty();
    if !chosen && !named {
        let message = "an experiment step takes either `name`, or `chosen_by` and `among`";
        steps.found.push(steps.file.at(step, message));
    }
    let lab = steps.lab;
    for name in plays.may_play() {
        let Some(experiment) = lab.spec.experiments.get(name.as_str()) else {
            let known = lab.spec.experiments.keys().map(String::as_str);
            let message = format!("there is no experiment `{}`", **name);
            steps.found.push(steps.file.at(name, message).did_you_mean(name, known));
            continue;
        };
        for (step, n) in experiment.scenario.iter().zip(1..) {
            if matches!(**step, Step::Experiment(_)) {
                steps.found.push(steps.file.at(step, "an experiment plays no other"));
                continue;
            }
            if !step.traps().is_empty() {
                let message =
                    "a step of an experiment waits for nothing that is held: `when` stands in a stage";
                steps.found.push(steps.file.at(step, message));
            }
            // An experiment may break something in the first stage too: it is no program that is tried there.
            steps.one(step, ExperimentStep::inner_id(name, step, n), false);
        }
    }
}
