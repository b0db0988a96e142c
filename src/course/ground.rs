//! What a lab can need of the place where Kafka comes from, and what such a place has of it.
//!
//! The course knows what its labs need, the engine what it has; whoever starts an attempt compares the two before
//! anything runs.

use std::collections::BTreeSet;

/// Something that not every engine has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Capability {
    /// Programs reach Kafka through the gateway: faults, traps on requests, and the sources that tell of requests.
    Gateway,
    /// Brokers can be stopped, killed, paused and started.
    BrokerControl,
    /// Brokers can be started with other settings.
    BrokerSettings,
    /// A PostgreSQL beside Kafka.
    Postgres,
    /// A Kafka Connect worker beside Kafka.
    Connect,
    /// A schema registry beside Kafka.
    Registry,
    /// Listeners that ask who is there, with users and rights of the workbench's making.
    Sasl,
    /// A cluster that is made from Kubernetes manifests.
    Manifests,
}

impl Capability {
    /// All of them.
    pub const ALL: [Capability; 8] = [
        Capability::Gateway,
        Capability::BrokerControl,
        Capability::BrokerSettings,
        Capability::Postgres,
        Capability::Connect,
        Capability::Registry,
        Capability::Sasl,
        Capability::Manifests,
    ];

    /// As it is written in lab.yaml.
    pub fn name(self) -> &'static str {
        match self {
            Capability::Gateway => "gateway",
            Capability::BrokerControl => "broker_control",
            Capability::BrokerSettings => "broker_settings",
            Capability::Postgres => "postgres",
            Capability::Connect => "connect",
            Capability::Registry => "registry",
            Capability::Sasl => "sasl",
            Capability::Manifests => "manifests",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Capability> {
        Capability::ALL.into_iter().find(|capability| capability.name() == name)
    }

    /// As a sentence has it, after "it needs".
    pub fn words(self) -> &'static str {
        match self {
            Capability::Gateway => "the gateway between programs and Kafka",
            Capability::BrokerControl => "brokers that can be stopped and started",
            Capability::BrokerSettings => "brokers with settings of its own",
            Capability::Postgres => "PostgreSQL",
            Capability::Connect => "Kafka Connect",
            Capability::Registry => "a schema registry",
            Capability::Sasl => "users and rights that the workbench makes",
            Capability::Manifests => "clusters that are made from manifests",
        }
    }
}

/// Brokers and capabilities: what an engine has, or what a stage or a check needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ground {
    /// Number of brokers.
    pub brokers: u32,
    /// What there is besides.
    pub capabilities: BTreeSet<Capability>,
}

impl Ground {
    /// So many brokers, and nothing besides.
    pub fn of_brokers(brokers: u32) -> Ground {
        Ground { brokers, capabilities: BTreeSet::new() }
    }

    /// The same with these capabilities.
    pub fn with(mut self, capabilities: impl IntoIterator<Item = Capability>) -> Ground {
        self.capabilities.extend(capabilities);
        self
    }

    /// What of it `had` lacks, in words: `the gateway between programs and Kafka and 3 brokers`. `None` where
    /// nothing is missing.
    pub fn missing_from(&self, had: &Ground) -> Option<String> {
        let lacking = self.capabilities.difference(&had.capabilities);
        let mut words: Vec<String> = lacking.map(|capability| capability.words().to_owned()).collect();
        if self.brokers > had.brokers {
            words.push(match self.brokers {
                1 => "a broker".to_owned(),
                brokers => format!("{brokers} brokers"),
            });
        }
        let last = words.pop()?;
        Some(if words.is_empty() { last } else { format!("{} and {last}", words.join(", ")) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_reads_as_a_sentence_has_it() {
        let had = Ground::of_brokers(1).with([Capability::Gateway]);
        let needs = |capabilities: &[Capability], brokers| {
            Ground::of_brokers(brokers).with(capabilities.iter().copied()).missing_from(&had)
        };
        assert_eq!(needs(&[Capability::Gateway], 1), None);
        assert_eq!(needs(&[], 3).as_deref(), Some("3 brokers"));
        let all = needs(&[Capability::Gateway, Capability::BrokerControl, Capability::Postgres], 3);
        assert_eq!(all.as_deref(), Some("brokers that can be stopped and started, PostgreSQL and 3 brokers"));
    }

    #[test]
    fn every_capability_is_found_by_its_name() {
        for capability in Capability::ALL {
            assert_eq!(Capability::named(capability.name()), Some(capability));
        }
        assert_eq!(Capability::named("gatway"), None);
    }
}
