//! What is done to brokers can be done to them: where a scenario has left them is followed step by step.

use super::File;
use crate::course::lab::{BrokerDo, BrokerStep, Lab, Step, TopicStep};
use crate::course::{At, Diagnostic};
use crate::evidence::cel::Condition;

/// How many brokers an engine can start.
const POSSIBLE: [u32; 3] = [0, 1, 3];

/// A lab needs as many brokers as an engine can start.
pub(super) fn lint(lab: &Lab, file: &File<'_>, found: &mut Vec<Diagnostic>) {
    let brokers = &lab.spec.needs.brokers;
    if !POSSIBLE.contains(brokers) {
        let message = format!("no engine starts {} brokers", **brokers);
        let help = "write 1, or 3 for replicas and brokers that fail, or 0 where the lab needs no Kafka";
        found.push(file.at(brokers, message).help(help));
    }
}

/// Where the steps so far have left the brokers of a stage.
pub(super) struct Brokers(Vec<State>);

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Runs,
    Paused,
    Down,
}

impl Brokers {
    pub(super) fn new(count: u32) -> Brokers {
        Brokers(vec![State::Runs; usize::try_from(count).unwrap_or_default()])
    }

    /// A `broker` step, and where it leaves its broker.
    pub(super) fn step(&mut self, args: &BrokerStep, file: &File<'_>, found: &mut Vec<Diagnostic>) {
        let (node, count) = (args.node.value, self.0.len());
        let place = usize::try_from(node).ok().and_then(|node| node.checked_sub(1));
        let Some(state) = place.and_then(|place| self.0.get_mut(place)) else {
            let message = match count {
                0 => format!("there is no broker {node}: the lab has none"),
                1 => format!("there is no broker {node}: the lab has one, which is 1"),
                _ => format!("there is no broker {node}: the lab has 1 to {count}"),
            };
            let diagnostic = file.at(&args.node, message);
            return found.push(match count {
                0 => diagnostic.help("write `needs: { brokers: 1 }`"),
                _ => diagnostic,
            });
        };
        let wrong = match (args.act, *state) {
            (BrokerDo::Start, State::Runs) => Some("runs here: no step before this one ends or pauses it"),
            (BrokerDo::Stop | BrokerDo::Kill | BrokerDo::Pause, State::Down) => Some("is down here already"),
            (BrokerDo::Pause, State::Paused) => Some("is paused here already"),
            (BrokerDo::Stop, State::Paused) => Some("is paused here, and would not hear that it is to stop"),
            _ => None,
        };
        if let Some(wrong) = wrong {
            let diagnostic = file.at(&args.node, format!("broker {node} {wrong}"));
            found.push(match args.act {
                BrokerDo::Start => diagnostic,
                _ => diagnostic.help(format!("write `- broker: {{ do: start, node: {node} }}` before it")),
            });
        }
        *state = match args.act {
            BrokerDo::Stop | BrokerDo::Kill => State::Down,
            BrokerDo::Pause => State::Paused,
            BrokerDo::Start => State::Runs,
        };
    }

    /// A topic has as many replicas as there are brokers for them.
    pub(super) fn topic(
        &self,
        topic: &TopicStep,
        step: &At<Step>,
        file: &File<'_>,
        found: &mut Vec<Diagnostic>,
    ) {
        // Without a number the cluster decides.
        let replicas = topic.replicas.unwrap_or(1);
        let fits = |brokers: usize| usize::try_from(replicas).is_ok_and(|wanted| wanted <= brokers);
        let (all, running) = (self.0.len(), self.0.iter().filter(|state| **state == State::Runs).count());
        if topic.partitions < 1 || replicas < 1 {
            found.push(file.at(step, "a topic has at least one partition and one replica"));
        } else if all > 0 && !fits(all) {
            let message = format!("{replicas} replicas need as many brokers, and the lab has {all}");
            let help = if all < 3 {
                "write `needs: { brokers: 3 }`, or fewer `replicas`"
            } else {
                "write fewer `replicas`"
            };
            found.push(file.at(step, message).help(help));
        } else if running > 0 && !fits(running) {
            let message = format!("{replicas} replicas need as many brokers, and {running} run here");
            found.push(file.at(step, message).help("create the topic before a broker goes"));
        }
    }

    /// A step that the workbench itself does with Kafka: one broker at least has to be there for it.
    pub(super) fn needed(&self, step: &At<Step>, file: &File<'_>, found: &mut Vec<Diagnostic>) {
        let asks = match &**step {
            Step::Topic(_) | Step::Produce(_) | Step::Offsets(_) => true,
            Step::Wait(wait) => wait.until.iter().any(|until| {
                Condition::compile(until).is_ok_and(|condition| {
                    ["records", "topics", "groups", "partitions"].iter().any(|root| condition.reads(root))
                })
            }),
            _ => false,
        };
        if asks && !self.0.is_empty() && !self.0.contains(&State::Runs) {
            let message = format!("no broker runs here, and `{}` asks one", step.kind());
            found.push(file.at(step, message).help("write `- broker: { do: start, node: 1 }` before it"));
        }
    }
}
