//! A partition after each step of the scenario: who led it, and who was in sync.

use crate::evidence::{BrokerSeen, BrokerState, Evidence, PartitionSeen, words};
use serde::{Serialize, Serializer};

/// What is known of one partition, step by step. As JSON, a list.
#[derive(Debug, Clone, Copy)]
pub struct History<'a> {
    /// All that is known of the partitions of its topic.
    topic: &'a [PartitionSeen],
    brokers: &'a [BrokerSeen],
    partition: i64,
}

impl<'a> History<'a> {
    /// `None` where nothing is known of the partition.
    pub(super) fn of(evidence: &'a Evidence, topic: &str, partition: i64) -> Option<History<'a>> {
        let topic = evidence.partitions.get(topic)?;
        let history = History { topic, brokers: &evidence.brokers, partition };
        history.looks().next().map(|_| history)
    }

    fn looks(self) -> impl Iterator<Item = &'a PartitionSeen> {
        self.topic.iter().filter(move |seen| seen.partition == self.partition)
    }

    /// A line for each step after which something was otherwise than before, and the end.
    pub(super) fn lines(self) -> Vec<String> {
        let looks: Vec<&PartitionSeen> = self.looks().collect();
        let told: Vec<String> = looks.iter().map(|seen| self.told(seen)).collect();
        let news = |n: usize| n == 0 || n + 1 == looks.len() || told[n] != told[n - 1];
        let shown = (0..looks.len()).filter(|n| news(*n));
        shown.map(|n| format!("{}: {}", moment(looks[n]), told[n])).collect()
    }

    /// The last that is known of it, in a line.
    pub(super) fn last(self) -> Option<String> {
        self.looks().last().map(|seen| self.told(seen))
    }

    fn told(self, seen: &PartitionSeen) -> String {
        let away = self.brokers.iter().filter(|broker| broker.at == seen.at);
        let away: Vec<String> = away
            .filter(|broker| broker.state != BrokerState::Running && seen.replicas.contains(&broker.broker))
            .map(|broker| format!("broker {} {}", broker.broker, words::state(broker.state)))
            .collect();
        match away.as_slice() {
            [] => words::replication(seen),
            away => format!("{} ({})", words::replication(seen), away.join(", ")),
        }
    }
}

impl Serialize for History<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.looks())
    }
}

fn moment(seen: &PartitionSeen) -> String {
    match &seen.step {
        Some(step) => format!("after step {step}, {}", words::seconds(seen.at)),
        None => format!("at the end, {}", words::seconds(seen.at)),
    }
}
