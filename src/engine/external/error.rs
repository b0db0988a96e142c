//! What can stand between the workbench and a cluster that somebody else runs.

use thiserror::Error;

use crate::engine::eventually::Overdue;
use crate::engine::wire::{Address, WireError};

/// Why an existing cluster cannot be used.
#[derive(Debug, Error)]
pub enum ExternalError {
    /// None of the brokers that were named answered.
    #[error("the cluster at {servers} cannot be used: {source}")]
    NoAnswer {
        /// As they were named.
        servers: String,
        /// What came of the first.
        source: Box<WireError>,
    },
    /// One broker answered, and names another that cannot be reached, or itself elsewhere.
    #[error("the cluster at {cluster} sends its clients on to {broker}, which cannot be used: {source}")]
    Advertised {
        /// As it was named.
        cluster: String,
        /// Where the cluster says that a broker is.
        broker: Address,
        /// What came of that.
        source: Box<WireError>,
    },
    /// A broker lacks what the workbench asks for.
    #[error("the broker at {address} is older than Apache Kafka 4.0: {found}")]
    TooOld {
        /// Which broker.
        address: Address,
        /// What it said.
        found: String,
    },
    /// The cluster cannot be had as it is asked for.
    #[error("the cluster at {cluster} {why}")]
    Shape {
        /// As it was named.
        cluster: String,
        /// What does not fit, as the rest of a sentence.
        why: String,
    },
    /// Names that the lab uses are somebody's already.
    #[error(
        "the lab was not started: the cluster at {cluster} already has {what}, and the lab needs these names for its own"
    )]
    Taken {
        /// As it was named.
        cluster: String,
        /// `the topics a and b` and the like.
        what: String,
        /// Topics among them.
        topics: Vec<String>,
        /// Consumer groups among them.
        groups: Vec<String>,
    },
    /// The cluster refuses what an attempt needs.
    #[error("the cluster at {cluster} refuses to {what}: {why}")]
    Refused {
        /// As it was named.
        cluster: String,
        /// As a verb phrase.
        what: String,
        /// What Kafka or its client said.
        why: String,
    },
    /// The cluster does not do what any cluster does.
    #[error(
        "the cluster at {cluster} does not work as it should: the workbench's own check could not {step}: {reason}"
    )]
    Canary {
        /// As it was named.
        cluster: String,
        /// As a verb phrase: "write a record".
        step: &'static str,
        /// What Kafka or its client said.
        reason: String,
    },
    /// Another attempt of this home did not end.
    #[error("another attempt of this home has the cluster: {0}")]
    Busy(Overdue),
    /// What an attempt left could not be removed. It is noted, and tried again.
    #[error("what the attempt left on the cluster at {cluster} could not all be removed: {reason}")]
    Left {
        /// As it was named.
        cluster: String,
        /// What was in the way.
        reason: String,
    },
}

impl ExternalError {
    /// What the reader can do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            ExternalError::NoAnswer { source, .. } => source.hint(),
            ExternalError::Advertised { .. } => Some(
                "the brokers' `advertised.listeners` must be addresses that this machine reaches: name a listener that is meant for clients from here".into(),
            ),
            ExternalError::TooOld { .. } => Some(
                "take a cluster with Apache Kafka 4.0 or newer, or `--engine local`, which brings one".into(),
            ),
            ExternalError::Shape { .. } => {
                Some("a cluster of the workbench's own has it: `--engine local`".into())
            }
            ExternalError::Taken { cluster, topics, groups, .. } => Some(taken(cluster, topics, groups)),
            ExternalError::Refused { why, .. } if is_about_rights(why) => Some(RIGHTS.into()),
            ExternalError::Canary { reason, .. } if is_about_rights(reason) => Some(RIGHTS.into()),
            ExternalError::Refused { .. } | ExternalError::Canary { .. } => {
                Some("ask whoever runs the cluster, or take `--engine local`; nothing was graded".into())
            }
            ExternalError::Busy(_) => Some("end that attempt, then try again; nothing was made there".into()),
            ExternalError::Left { .. } => {
                Some("the next start on this cluster tries again; what it made is noted in the home".into())
            }
        }
    }
}

/// What an attempt does under which names.
const RIGHTS: &str = "the user needs the operations Create, Delete, Describe, DescribeConfigs, Read and Write on the lab's topics, Read, Describe and Delete on its consumer groups, and all of them on topics, groups and transactional ids that begin with `kafka-workbench.`";

/// Both Kafka's names of such errors and librdkafka's sentences have the word.
fn is_about_rights(text: &str) -> bool {
    text.to_lowercase().replace(' ', "").contains("authorizationfailed")
}

fn taken(cluster: &str, topics: &[String], groups: &[String]) -> String {
    let topics = topics
        .iter()
        .map(|topic| format!("kafka-topics.sh --bootstrap-server {cluster} --delete --topic {topic}"));
    let groups = groups.iter().map(|group| {
        format!("kafka-consumer-groups.sh --bootstrap-server {cluster} --delete --group {group}")
    });
    let commands: Vec<String> = groups.chain(topics).map(|command| format!("`{command}`")).collect();
    format!(
        "take another cluster, or `--engine local`. Where nobody needs them any more: {}",
        commands.join(", ")
    )
}
