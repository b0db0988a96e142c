//! The settings of a broker or a controller, as `server.properties`: one renderer for every engine that starts them itself.
//!
//! Most of them turn minutes of waiting into milliseconds. Kafka's own defaults are for clusters that live for
//! years; these are for one that lives for an attempt.

use std::fmt::Write;

/// The controller's id, where it is a node of its own. Brokers count from 1.
pub(crate) const CONTROLLER: i32 = 100;

/// What differs from node to node.
#[derive(Debug, Clone)]
pub(crate) struct NodeSettings {
    pub(crate) node_id: i32,
    pub(crate) role: Role,
    /// Where the node sees its data.
    pub(crate) data: String,
    /// The quorum, as `id@host:port`, of which there is one. Named here, it is in no data directory: a formatted
    /// one then holds no port and serves every cluster.
    pub(crate) voter: String,
    /// How many brokers the cluster has: 1 or 3.
    pub(crate) brokers: u8,
    /// What else is set, or set otherwise: names and values.
    pub(crate) more: Vec<(String, String)>,
}

/// What a node is, and where it listens.
#[derive(Debug, Clone)]
pub(crate) enum Role {
    /// A broker that is its own controller: a cluster of one.
    Combined { listeners: Listeners, controller: Endpoint },
    /// One of several brokers.
    Broker { listeners: Listeners },
    /// The controller apart, which no broker's end takes along.
    Controller { controller: Endpoint },
}

/// Where a broker listens.
#[derive(Debug, Clone)]
pub(crate) struct Listeners {
    /// For the workbench; for the brokers among themselves, too, where they have none of their own for that.
    pub(crate) direct: Endpoint,
    /// For programs: what it advertises is a front, not the broker.
    pub(crate) learner: Endpoint,
    /// For the brokers among themselves, where they do not see each other on DIRECT: in containers.
    pub(crate) internal: Option<Endpoint>,
}

/// Where a listener is, and where it says that it is; both as `host:port`.
#[derive(Debug, Clone)]
pub(crate) struct Endpoint {
    pub(crate) bind: String,
    pub(crate) advertised: String,
}

impl Endpoint {
    /// One that says where it is.
    pub(crate) fn plain(address: impl ToString) -> Self {
        let address = address.to_string();
        Self { bind: address.clone(), advertised: address }
    }
}

/// The same for every broker.
const BROKERS: [(&str, &str); 13] = [
    // A program that misspells a topic gets an error, not a topic.
    ("auto.create.topics.enable", "false"),
    ("offsets.topic.num.partitions", "1"),
    ("transaction.state.log.num.partitions", "1"),
    ("share.coordinator.state.topic.num.partitions", "1"),
    // Defaults: 3 s before a group's first record, 6 s as the shortest session, 10 s between looks at stale transactions.
    ("group.initial.rebalance.delay.ms", "0"),
    ("group.min.session.timeout.ms", "500"),
    ("group.consumer.min.session.timeout.ms", "500"),
    ("group.consumer.min.heartbeat.interval.ms", "100"),
    ("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500"),
    // KIP-848 members follow the broker's session settings, which a program cannot change. A static member that restarts
    // on a slow machine must be back within its session.
    ("group.consumer.session.timeout.ms", "8000"),
    ("group.consumer.heartbeat.interval.ms", "250"),
    // Default: half of our heap, zeroed at the start.
    ("log.cleaner.dedupe.buffer.size", "4194304"),
    // One machine, few connections.
    ("num.network.threads", "1"),
];

/// The topics that Kafka keeps its own books in, and how many copies in sync a write to them needs. They default to
/// three replicas: with one broker transactions would hang; with three and one copy, the end of a broker would be
/// the end of its coordinators.
const BOOKS: [(&str, &str); 3] = [
    ("offsets.topic.replication.factor", ""),
    ("transaction.state.log.replication.factor", "transaction.state.log.min.isr"),
    ("share.coordinator.state.topic.replication.factor", "share.coordinator.state.topic.min.isr"),
];

/// How soon a broker that says nothing is taken for dead, where others can take over. Default: 9 s, and a word every 2 s.
/// The replicas that a topic gets where nobody says how many are left at Kafka's own 1: labs that want more say so, and a
/// program that forgets it meets what it would meet elsewhere.
const SEVERAL: [(&str, &str); 2] =
    [("broker.session.timeout.ms", "2000"), ("broker.heartbeat.interval.ms", "400")];

/// The file's content. Of two lines with one name the later one counts.
pub(crate) fn render(settings: &NodeSettings) -> String {
    let mut lines = Lines::default();
    lines.set("node.id", settings.node_id);
    lines.set("log.dirs", &settings.data);
    lines.set("controller.quorum.voters", &settings.voter);
    settings.role.render(&mut lines);
    lines.set("controller.listener.names", "CONTROLLER");
    if let Role::Combined { listeners, .. } | Role::Broker { listeners } = &settings.role {
        let among_brokers = if listeners.internal.is_some() { "INTERNAL" } else { "DIRECT" };
        lines.set("inter.broker.listener.name", among_brokers);
        for (name, value) in BROKERS {
            lines.set(name, value);
        }
        for (replicas, in_sync) in BOOKS {
            lines.set(replicas, settings.brokers);
            if !in_sync.is_empty() {
                lines.set(in_sync, settings.brokers.div_ceil(2));
            }
        }
    }
    for (name, value) in SEVERAL.iter().filter(|_| settings.brokers > 1) {
        lines.set(name, value);
    }
    for (name, value) in &settings.more {
        lines.set(name, value);
    }
    lines.0
}

impl Role {
    fn render(&self, lines: &mut Lines) {
        let (roles, listeners) = match self {
            Self::Combined { listeners, controller } => {
                ("broker,controller", [listeners.named(), vec![("CONTROLLER", controller)]].concat())
            }
            Self::Broker { listeners } => ("broker", listeners.named()),
            Self::Controller { controller } => ("controller", vec![("CONTROLLER", controller)]),
        };
        let each =
            |text: fn(&(&str, &Endpoint)) -> String| listeners.iter().map(text).collect::<Vec<_>>().join(",");
        lines.set("process.roles", roles);
        lines.set("listeners", each(|(name, at)| format!("{name}://{}", at.bind)));
        lines.set("advertised.listeners", each(|(name, at)| format!("{name}://{}", at.advertised)));
        let mut protocols = each(|(name, _)| format!("{name}:PLAINTEXT"));
        if matches!(self, Self::Broker { .. }) {
            // It does not listen there, and has to know how the controller does.
            protocols.push_str(",CONTROLLER:PLAINTEXT");
        }
        lines.set("listener.security.protocol.map", protocols);
    }
}

impl Listeners {
    fn named(&self) -> Vec<(&'static str, &Endpoint)> {
        let mut named = vec![("DIRECT", &self.direct), ("LEARNER", &self.learner)];
        named.extend(self.internal.as_ref().map(|internal| ("INTERNAL", internal)));
        named
    }
}

#[derive(Default)]
struct Lines(String);

impl Lines {
    /// A backslash in a Java properties file begins an escape.
    fn set(&mut self, name: &str, value: impl ToString) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.0, "{name}={}", value.to_string().replace('\\', "\\\\"));
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    fn listeners(internal: Option<&str>) -> Listeners {
        Listeners {
            direct: Endpoint::plain("127.0.0.1:10001"),
            learner: Endpoint { bind: "127.0.0.1:10002".into(), advertised: "127.0.0.1:40000".into() },
            internal: internal.map(Endpoint::plain),
        }
    }

    fn settings(role: Role, brokers: u8) -> NodeSettings {
        let voter = "1@127.0.0.1:10003".into();
        NodeSettings { node_id: 1, role, data: "/data".into(), voter, brokers, more: Vec::new() }
    }

    fn alone() -> NodeSettings {
        let controller = Endpoint::plain("127.0.0.1:10003");
        settings(Role::Combined { listeners: listeners(None), controller }, 1)
    }

    #[test]
    fn a_broker_alone() {
        let mut settings = alone();
        settings.more = vec![("listener.security.protocol.map".into(), "LEARNER:SASL_SSL".into())];
        assert_snapshot!(render(&settings), @"
        node.id=1
        log.dirs=/data
        controller.quorum.voters=1@127.0.0.1:10003
        process.roles=broker,controller
        listeners=DIRECT://127.0.0.1:10001,LEARNER://127.0.0.1:10002,CONTROLLER://127.0.0.1:10003
        advertised.listeners=DIRECT://127.0.0.1:10001,LEARNER://127.0.0.1:40000,CONTROLLER://127.0.0.1:10003
        listener.security.protocol.map=DIRECT:PLAINTEXT,LEARNER:PLAINTEXT,CONTROLLER:PLAINTEXT
        controller.listener.names=CONTROLLER
        inter.broker.listener.name=DIRECT
        auto.create.topics.enable=false
        offsets.topic.num.partitions=1
        transaction.state.log.num.partitions=1
        share.coordinator.state.topic.num.partitions=1
        group.initial.rebalance.delay.ms=0
        group.min.session.timeout.ms=500
        group.consumer.min.session.timeout.ms=500
        group.consumer.min.heartbeat.interval.ms=100
        transaction.abort.timed.out.transaction.cleanup.interval.ms=500
        group.consumer.session.timeout.ms=8000
        group.consumer.heartbeat.interval.ms=250
        log.cleaner.dedupe.buffer.size=4194304
        num.network.threads=1
        offsets.topic.replication.factor=1
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        share.coordinator.state.topic.replication.factor=1
        share.coordinator.state.topic.min.isr=1
        listener.security.protocol.map=LEARNER:SASL_SSL
        ");
    }

    #[test]
    fn a_broker_of_three_in_a_container() {
        let role = Role::Broker { listeners: listeners(Some("broker-1:9094")) };
        let (rendered, alone) = (render(&settings(role, 3)), render(&alone()));
        let own: Vec<&str> = rendered.lines().filter(|line| !alone.lines().any(|it| it == *line)).collect();
        assert_snapshot!(own.join("\n"), @"
        process.roles=broker
        listeners=DIRECT://127.0.0.1:10001,LEARNER://127.0.0.1:10002,INTERNAL://broker-1:9094
        advertised.listeners=DIRECT://127.0.0.1:10001,LEARNER://127.0.0.1:40000,INTERNAL://broker-1:9094
        listener.security.protocol.map=DIRECT:PLAINTEXT,LEARNER:PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT
        inter.broker.listener.name=INTERNAL
        offsets.topic.replication.factor=3
        transaction.state.log.replication.factor=3
        transaction.state.log.min.isr=2
        share.coordinator.state.topic.replication.factor=3
        share.coordinator.state.topic.min.isr=2
        broker.session.timeout.ms=2000
        broker.heartbeat.interval.ms=400
        ");
        let shared = alone.lines().filter(|line| rendered.lines().any(|it| it == *line)).count();
        assert_eq!(shared, rendered.lines().count() - own.len(), "and all else as one that is alone");
    }

    #[test]
    fn a_controller_apart() {
        let role = Role::Controller { controller: Endpoint::plain("127.0.0.1:10003") };
        assert_snapshot!(render(&settings(role, 3)), @"
        node.id=1
        log.dirs=/data
        controller.quorum.voters=1@127.0.0.1:10003
        process.roles=controller
        listeners=CONTROLLER://127.0.0.1:10003
        advertised.listeners=CONTROLLER://127.0.0.1:10003
        listener.security.protocol.map=CONTROLLER:PLAINTEXT
        controller.listener.names=CONTROLLER
        broker.session.timeout.ms=2000
        broker.heartbeat.interval.ms=400
        ");
    }
}
