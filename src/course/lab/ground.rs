//! What a lab needs and names, as its steps, sources and conditions say it.

use super::{Check, FaultOn, Lab, Needs, Pick, Stage, Step, Trap, Verb};
use crate::course::{At, Capability, Ground};
use crate::evidence::Source;
use crate::evidence::cel::{Condition, Names};
use std::collections::BTreeSet;

/// Parts of the evidence that come from the gateway alone.
const OF_THE_WIRE: [&str; 4] = ["requests", "commits", "members", "unseen"];
/// Parts that tell what became of brokers; they are kept where the workbench has a hold on them.
const OF_BROKERS: [&str; 2] = ["brokers", "partitions"];
/// Parts that tell of companions.
const OF_REGISTRY: [&str; 2] = ["subjects", "registry_calls"];
const OF_CONNECT: [&str; 1] = ["connectors"];

impl Lab {
    /// What the scenario of a stage needs, with the steps that make something go wrong or without them.
    pub fn stage_needs(&self, stage: &Stage, with_faults: bool) -> Ground {
        let mut needs = Ground::of_brokers(self.spec.needs.brokers.value).with(self.spec.needs.companions());
        for step in self.steps(stage).into_iter().filter(|step| with_faults || !step.is_fault()) {
            needs.capabilities.extend(step_needs(step));
            if let Step::Topic(topic) = &**step {
                let replicas = topic.replicas.and_then(|replicas| u32::try_from(replicas).ok());
                needs.brokers = needs.brokers.max(replicas.unwrap_or(0));
            }
        }
        needs
    }

    /// What a check needs, beside the scenario whose evidence it judges.
    pub fn check_needs(&self, check: &Check) -> Ground {
        let declared = check.needs.iter().filter_map(|name| Capability::named(name));
        let sources = check.holds.sources().into_iter().filter_map(of_source);
        let conditions = check.holds.expressions().into_iter().flat_map(|(of, text)| of_condition(text, of));
        Ground::default().with(declared).with(sources).with(conditions)
    }

    /// The topics and consumer groups that scenarios and checks name. Programs may make others.
    pub fn names(&self) -> Names {
        let mut names = Names::default();
        for step in self.spec.stages.iter().flat_map(|stage| self.steps(stage)) {
            names.extend(step_names(step));
        }
        for check in &self.spec.checks {
            check.holds.sources().into_iter().for_each(|source| names.extend(source_names(source)));
            check.holds.expressions().into_iter().for_each(|(_, text)| names.extend(named_in(text)));
        }
        names
    }
}

fn step_needs(step: &Step) -> BTreeSet<Capability> {
    let mut needs = BTreeSet::new();
    match step {
        // Whoever was killed is taken out of its groups, and which those are is seen on the wire.
        Step::Fault(_) | Step::Heal(_) | Step::Kill(_) => {
            needs.insert(Capability::Gateway);
        }
        Step::Broker(_) => {
            needs.insert(Capability::BrokerControl);
        }
        Step::Sql(_) => {
            needs.insert(Capability::Postgres);
        }
        Step::Connector(_) => {
            needs.insert(Capability::Connect);
        }
        Step::Registry(_) => {
            needs.insert(Capability::Registry);
        }
        Step::Apply(_) => {
            needs.insert(Capability::Manifests);
        }
        Step::Wait(wait) => wait.until.iter().for_each(|until| needs.extend(of_condition(until, None))),
        _ => {}
    }
    for trap in step.traps() {
        match &**trap {
            Trap::Request(_) => {
                needs.insert(Capability::Gateway);
            }
            Trap::Sql(_) => {
                needs.insert(Capability::Postgres);
            }
            Trap::Fact(fact) => needs.extend(of_condition(fact, None)),
            Trap::Effect(_) => {}
        }
    }
    needs
}

fn of_source(source: &Source) -> Option<Capability> {
    match source {
        Source::Requests | Source::Commits(_) | Source::Members(_) | Source::Deliveries(_) => {
            Some(Capability::Gateway)
        }
        Source::Brokers | Source::Partitions(_) => Some(Capability::BrokerControl),
        Source::Rows(_) | Source::DatabaseTransactions => Some(Capability::Postgres),
        Source::Subjects | Source::RegistryCalls => Some(Capability::Registry),
        Source::Connectors => Some(Capability::Connect),
        _ => None,
    }
}

/// What the parts of the evidence need that an expression reads. A field of the items that it is asked of stands before
/// a part of the same name.
fn of_condition(text: &str, of: Option<&Source>) -> Vec<Capability> {
    let Ok(condition) = Condition::compile(text) else { return Vec::new() };
    let is_field = |root: &str| of.is_some_and(|source| source.shape().field(root).is_ok());
    let reads = |roots: &[&str]| roots.iter().any(|root| condition.reads(root) && !is_field(root));
    [
        (reads(&OF_THE_WIRE), Capability::Gateway),
        (reads(&OF_BROKERS), Capability::BrokerControl),
        (reads(&OF_REGISTRY), Capability::Registry),
        (reads(&OF_CONNECT), Capability::Connect),
    ]
    .into_iter()
    .filter_map(|(needed, capability)| needed.then_some(capability))
    .collect()
}

fn step_names(step: &Step) -> Names {
    let mut names = Names::default();
    match step {
        Step::Topic(topic) => {
            names.topics.insert(topic.name.clone());
        }
        Step::Produce(produce) => {
            names.topics.insert(produce.topic.clone());
        }
        Step::Offsets(offsets) => {
            names.topics.insert(offsets.topic.clone());
            names.groups.insert(offsets.group.clone());
        }
        Step::Fault(fault) => names.extend(on(&fault.on)),
        Step::Wait(wait) => wait.until.iter().for_each(|until| names.extend(named_in(until))),
        _ => {}
    }
    for trap in step.traps() {
        match &**trap {
            Trap::Request(request) => names.extend(on(&request.on)),
            Trap::Fact(fact) => names.extend(named_in(fact)),
            Trap::Sql(_) | Trap::Effect(_) => {}
        }
    }
    names
}

fn on(on: &FaultOn) -> Names {
    Names { topics: on.topic.iter().cloned().collect(), groups: on.group.iter().cloned().collect() }
}

fn source_names(source: &Source) -> Names {
    let (topic, group) = match source {
        Source::Records(topic) | Source::Partitions(topic) => (Some(topic), None),
        Source::Commits(group) | Source::Members(group) => (None, Some(group)),
        Source::Deliveries(of) => (Some(&of.topic), Some(&of.by)),
        _ => (None, None),
    };
    Names { topics: topic.cloned().into_iter().collect(), groups: group.cloned().into_iter().collect() }
}

fn named_in(text: &str) -> Names {
    Condition::compile(text).map(|condition| condition.names()).unwrap_or_default()
}

impl Needs {
    /// What it needs beside Kafka.
    fn companions(&self) -> impl Iterator<Item = Capability> {
        [
            (self.postgres, Capability::Postgres),
            (self.registry, Capability::Registry),
            (self.connect, Capability::Connect),
            (self.sasl, Capability::Sasl),
        ]
        .into_iter()
        .filter_map(|(needed, capability)| needed.then_some(capability))
    }
}

impl Verb {
    /// Where it draws its items from.
    pub fn sources(&self) -> Vec<&Source> {
        match self {
            Verb::Count(v) => vec![&v.of],
            Verb::Each(v) => vec![&v.of],
            Verb::Unique(v) => vec![&v.of],
            Verb::Same(v) => vec![&v.left.of, &v.right.of],
            Verb::Within(v) => vec![&v.inner.of, &v.outer.of],
            Verb::Ordered(v) => vec![&v.of],
            Verb::Constant(v) => vec![&v.of],
            Verb::Disjoint(v) => vec![&v.of],
            Verb::Before(v) => vec![&v.first.of, &v.second.of],
            Verb::Claims(v) => vec![&v.of],
            Verb::Path(v) => vec![&v.of],
            Verb::Fact(_) => Vec::new(),
            Verb::All(verbs) => verbs.iter().flat_map(Verb::sources).collect(),
        }
    }

    /// The CEL expressions that it asks, each with the source of the items that it is asked of.
    pub fn expressions(&self) -> Vec<(Option<&Source>, &str)> {
        fn of<'a>(
            source: &'a Source,
            only: &'a Option<At<String>>,
            asked: &[&'a At<String>],
        ) -> Vec<(Option<&'a Source>, &'a str)> {
            only.iter().chain(asked.iter().copied()).map(|text| (Some(source), text.as_str())).collect()
        }
        match self {
            Verb::Count(v) => of(&v.of, &v.only, &[]),
            Verb::Each(v) => of(&v.of, &v.only, &v.holds.iter().collect::<Vec<_>>()),
            Verb::Unique(v) => of(&v.of, &v.only, &[&v.by]),
            Verb::Same(v) => {
                let (left, right) = (&v.left, &v.right);
                [of(&left.of, &left.only, &[&left.by]), of(&right.of, &right.only, &[&right.by])].concat()
            }
            Verb::Within(v) => {
                let (inner, outer) = (&v.inner, &v.outer);
                [of(&inner.of, &inner.only, &[&inner.by]), of(&outer.of, &outer.only, &[&outer.by])].concat()
            }
            Verb::Ordered(v) => of(&v.of, &v.only, &[&v.by, &v.value]),
            Verb::Constant(v) => of(&v.of, &v.only, &[&v.by, &v.value]),
            Verb::Disjoint(v) => of(&v.of, &v.only, &[&v.by, &v.from, &v.to]),
            Verb::Before(v) => {
                let side = |(pick, at): (_, Option<_>)| {
                    let pick: &Pick = pick;
                    of(&pick.of, &pick.only, &std::iter::once(&pick.by).chain(at).collect::<Vec<_>>())
                };
                v.sides().into_iter().flat_map(side).collect()
            }
            Verb::Claims(v) => of(&v.of, &v.only, &[&v.by, &v.condition]),
            Verb::Path(v) => of(&v.of, &v.only, &[&v.by, &v.state]),
            Verb::Fact(v) => {
                std::iter::once(&v.that).chain(&v.shows).map(|text| (None, text.as_str())).collect()
            }
            Verb::All(verbs) => verbs.iter().flat_map(Verb::expressions).collect(),
        }
    }
}
