//! Steps name programs, data sets, services, faults and APIs that there are.

use super::File;
use super::brokers::Brokers;
use super::faults;
use super::services;
use crate::course::lab::{FaultStep, Lab, Stage, Step, api_names, api_of};
use crate::course::{At, Diagnostic};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn lint(lab: &Lab, file: &File<'_>, found: &mut Vec<Diagnostic>) {
    for (n, stage) in lab.spec.stages.iter().enumerate() {
        let brokers = Brokers::new(lab.spec.needs.brokers);
        let mut steps = Steps { lab, stage, file, found, faults: BTreeSet::new(), brokers };
        steps.lint(n == 0);
    }
}

struct Steps<'a> {
    lab: &'a Lab,
    stage: &'a Stage,
    file: &'a File<'a>,
    found: &'a mut Vec<Diagnostic>,
    /// The ids of the faults so far.
    faults: BTreeSet<String>,
    brokers: Brokers,
}

impl Steps<'_> {
    fn lint(&mut self, first: bool) {
        let stage = self.stage;
        let mut ids = BTreeSet::new();
        for (step, n) in stage.scenario.iter().zip(1..) {
            let id = step.id(n);
            if !ids.insert(id.clone()) {
                self.found.push(self.file.at(step, format!("there are two steps `{id}` in this stage")));
            }
            if first && step.is_fault() && !matches!(**step, Step::Heal(_)) {
                let message =
                    "the first stage has no fault in it: it shows that the program does its work at all";
                self.found.push(self.file.at(step, message));
            }
            self.step(step, id);
            self.brokers.needed(step, self.file, self.found);
        }
    }

    fn step(&mut self, step: &At<Step>, id: String) {
        match &**step {
            Step::Run(s) => {
                self.program(&s.program);
                self.given(&s.given);
            }
            Step::Start(s) => {
                self.program(&s.program);
                self.given(&s.given);
            }
            Step::Stop(s) => self.program(&s.program),
            Step::Kill(s) => self.program(&s.program),
            Step::Produce(s) => self.data(&s.data),
            Step::Fault(s) => {
                self.fault(s, step);
                self.faults.insert(id);
            }
            Step::Heal(s) => {
                if !self.faults.contains(s.fault.as_str()) {
                    let known: Vec<&str> = self.faults.iter().map(String::as_str).collect();
                    let message = format!("no fault `{}` stands before this step", *s.fault);
                    self.found.push(self.file.at(&s.fault, message).did_you_mean(&s.fault, known));
                }
            }
            Step::Topic(s) if s.partitions < 1 || s.replicas < 1 => {
                self.found.push(self.file.at(step, "a topic has at least one partition and one replica"));
            }
            Step::Broker(s) => self.brokers.step(s, self.file, self.found),
            Step::Service(s) => services::step(s, step, self.lab, self.file, self.found),
            Step::Topic(_) | Step::Wait(_) | Step::Inspect(_) => {}
        }
    }

    fn program(&mut self, name: &At<String>) {
        let known = self.lab.spec.programs.keys().map(String::as_str);
        if !self.lab.spec.programs.contains_key(name.as_str()) {
            let message = format!("there is no program `{}`", **name);
            self.found.push(self.file.at(name, message).did_you_mean(name, known));
        }
    }

    fn given(&mut self, given: &BTreeMap<String, At<String>>) {
        for name in given.values() {
            self.data(name);
        }
    }

    fn data(&mut self, name: &At<String>) {
        if !self.stage.data.contains_key(name.as_str()) {
            let known = self.stage.data.keys().map(String::as_str);
            let message = format!("stage `{}` has no data `{}`", *self.stage.id, **name);
            self.found.push(self.file.at(name, message).did_you_mean(name, known));
        }
    }

    fn api(&mut self, name: &At<String>) {
        if api_of(name).is_none() {
            let known = api_names();
            let message = format!("Kafka's protocol has no API `{}`", **name);
            self.found.push(self.file.at(name, message).did_you_mean(name, known.iter().map(String::as_str)));
        }
    }

    fn fault(&mut self, fault: &FaultStep, step: &At<Step>) {
        if let Some(api) = &fault.on.api {
            self.api(api);
        }
        if let Some(program) = &fault.on.program {
            self.program(program);
        }
        faults::lint(fault, step, self.file, self.found);
        self.needs_gateway(step);
    }

    fn needs_gateway(&mut self, step: &At<Step>) {
        if !self.lab.spec.needs.gateway {
            self.found.push(
                self.file.at(step, "a fault needs the gateway").help("write `needs: { gateway: true }`"),
            );
        }
    }
}
