//! Steps name programs, data sets, services, faults and APIs that there are.

use super::File;
use super::background::Beside;
use super::brokers::Brokers;
use super::{companions, database, experiments, faults, http, services, traps};
use crate::course::lab::{FaultOn, FaultStep, Lab, Stage, Step, api_names, api_of};
use crate::course::{At, Diagnostic};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn lint(lab: &Lab, file: &File<'_>, found: &mut Vec<Diagnostic>) {
    for (n, stage) in lab.spec.stages.iter().enumerate() {
        let (ids, faults, holding) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let brokers = Brokers::new(lab.spec.needs.brokers.value);
        let beside = Beside::default();
        let mut steps = Steps { lab, stage, file, found, ids, faults, holding, brokers, beside };
        steps.lint(n == 0 && !stage.stays_up);
        steps.beside.end(file, steps.found);
    }
}

pub(super) struct Steps<'a> {
    pub(super) lab: &'a Lab,
    pub(super) stage: &'a Stage,
    pub(super) file: &'a File<'a>,
    pub(super) found: &'a mut Vec<Diagnostic>,
    /// The ids of the steps so far.
    ids: BTreeSet<String>,
    /// The ids of the faults so far.
    faults: BTreeSet<String>,
    /// The ids of the steps so far that hold something.
    holding: BTreeSet<String>,
    brokers: Brokers,
    beside: Beside,
}

impl Steps<'_> {
    fn lint(&mut self, first: bool) {
        let stage = self.stage;
        for (step, n) in stage.scenario.iter().zip(1..) {
            traps::bound(self, n - 1, step, &step.id(n));
            self.one(step, step.id(n), first);
            if let Step::Experiment(plays) = &**step {
                experiments::step(self, plays, step);
            }
        }
    }

    /// A step of the stage, or of an experiment that it plays.
    pub(super) fn one(&mut self, step: &At<Step>, id: String, first: bool) {
        if !self.ids.insert(id.clone()) {
            self.found.push(self.file.at(step, format!("there are two steps `{id}` in this stage")));
        }
        let disturbs = step.is_fault() || !step.traps().is_empty();
        if first && disturbs && !matches!(**step, Step::Heal(_) | Step::Resume(_)) {
            let message =
                "the first stage has no fault in it: it shows that the program does its work at all";
            self.found.push(self.file.at(step, message));
        }
        self.step(step, id);
        self.brokers.needed(step, self.file, self.found);
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
            Step::Stop(s) => self.instance(&s.program, s.worker.as_ref()),
            Step::Pause(s) => self.instance(&s.program, s.worker.as_ref()),
            Step::Resume(s) => self.instance(&s.program, s.worker.as_ref()),
            Step::Background(_) | Step::Join(_) => {
                self.beside.step(self.stage, step, &id, self.file, self.found)
            }
            Step::Kill(s) => {
                self.instance(&s.program, s.worker.as_ref());
                traps::kill(s, step, self.file, self.found);
            }
            Step::Wait(s) => {
                traps::wait(s, step, self.file, self.found);
                if !s.when.is_empty() {
                    self.holding.insert(id);
                }
            }
            Step::Release(s) => {
                before(&self.holding, "step that waits `when`, called", &s.of, self.file, self.found)
            }
            Step::Produce(s) => {
                self.data(&s.data);
                if s.take.is_some() {
                    let message = "`take` is for a `produce` that plays in a `background`, round by round";
                    self.found.push(self.file.at(step, message));
                }
            }
            Step::Fault(s) => {
                self.fault(s, step);
                self.faults.insert(id);
            }
            Step::Heal(s) => before(&self.faults, "fault", &s.fault, self.file, self.found),
            Step::Topic(s) => self.brokers.topic(s, step, self.file, self.found),
            Step::Broker(s) => self.brokers.step(s, self.file, self.found),
            Step::Service(s) => {
                self.service(&s.service);
                services::step(s, step, self.file, self.found);
            }
            Step::Sql(s) => database::step(self.lab, s, step, self.file, self.found),
            Step::Http(s) => {
                self.program(&s.program);
                s.data.iter().for_each(|data| self.data(data));
                http::step(s, step, self.file, self.found);
            }
            Step::Connector(s) => companions::connector(self.lab, s, step, self.file, self.found),
            Step::Registry(s) => companions::registry(self.lab, s, step, self.file, self.found),
            Step::Offsets(_) | Step::Experiment(_) | Step::Apply(_) | Step::Inspect(_) => {}
        }
    }

    pub(super) fn program(&mut self, name: &At<String>) {
        let known = self.lab.spec.programs.keys().map(String::as_str);
        if !self.lab.spec.programs.contains_key(name.as_str()) {
            let message = format!("there is no program `{}`", **name);
            self.found.push(self.file.at(name, message).did_you_mean(name, known));
        }
    }

    /// A program, and which of its instances.
    fn instance(&mut self, program: &At<String>, worker: Option<&At<String>>) {
        self.program(program);
        if let Some(worker) = worker {
            self.worker(Some(program), worker);
        }
    }

    /// An instance that a step of this stage starts, or one of an experiment in it.
    pub(super) fn worker(&mut self, program: Option<&At<String>>, worker: &At<String>) {
        let lab = self.lab;
        let starts = lab.steps(self.stage).into_iter().filter_map(|step| match &**step {
            Step::Start(start) if program.is_none_or(|program| start.program.value == program.value) => {
                start.worker.as_deref()
            }
            _ => None,
        });
        let known: BTreeSet<&str> = starts.collect();
        if !known.contains(worker.as_str()) {
            let of = program.map_or_else(String::new, |program| format!(" of {}", **program));
            let message = format!("no `start`{of} in this stage says `as: {}`", **worker);
            self.found.push(self.file.at(worker, message).did_you_mean(worker, known));
        }
    }

    pub(super) fn service(&mut self, name: &At<String>) {
        if !self.lab.spec.services.contains_key(name.as_str()) {
            let known = self.lab.spec.services.keys().map(String::as_str);
            let message = format!("there is no service `{}`", **name);
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

    /// Which requests a fault or a trap at `place` is about.
    pub(super) fn on<T>(&mut self, on: &FaultOn, place: &At<T>) {
        if let Some(api) = &on.api {
            self.api(api);
        }
        if let Some(program) = &on.program {
            self.program(program);
        }
        if let Some(worker) = &on.worker {
            self.worker(on.program.as_ref(), worker);
        }
        self.counts_from_one(on.nth, place);
    }

    pub(super) fn counts_from_one<T>(&mut self, number: Option<u64>, place: &At<T>) {
        if number == Some(0) {
            self.found.push(self.file.at(place, "`times` and `nth` count from 1"));
        }
    }

    fn fault(&mut self, fault: &FaultStep, step: &At<Step>) {
        self.on(&fault.on, step);
        self.counts_from_one(fault.times, step);
        faults::lint(fault, step, self.file, self.found);
        self.needs_gateway(step);
    }

    pub(super) fn needs_gateway<T>(&mut self, place: &At<T>) {
        if !self.lab.spec.needs.gateway {
            let message = "what bends the wire needs the gateway";
            self.found.push(self.file.at(place, message).help("write `needs: { gateway: true }`"));
        }
    }
}

/// What a step ends was begun by one before it.
fn before(
    known: &BTreeSet<String>,
    what: &str,
    name: &At<String>,
    file: &File<'_>,
    found: &mut Vec<Diagnostic>,
) {
    if !known.contains(name.as_str()) {
        let message = format!("no {what} `{}` stands before this step", **name);
        found.push(file.at(name, message).did_you_mean(name, known.iter().map(String::as_str)));
    }
}
