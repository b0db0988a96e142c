//! A broker's settings, as `server.properties`: one renderer for every engine that starts brokers itself.
//!
//! Most of them turn minutes of waiting into milliseconds. Kafka's own defaults are for clusters that live for
//! years; these are for one that lives for an attempt.

use std::fmt::Write;

/// What differs from broker to broker.
#[derive(Debug, Clone)]
pub(crate) struct BrokerSettings {
    pub(crate) node_id: i32,
    /// As the broker sees it.
    pub(crate) data: String,
    /// For the workbench and the brokers themselves.
    pub(crate) direct: Endpoint,
    /// For programs: what it advertises is a front, not the broker.
    pub(crate) learner: Endpoint,
    /// For the quorum.
    pub(crate) controller: Endpoint,
    /// What else is set, or set otherwise: names and values.
    pub(crate) more: Vec<(String, String)>,
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

/// The same for every broker that is alone in its cluster.
const ALONE: [(&str, &str); 22] = [
    ("process.roles", "broker,controller"),
    ("controller.listener.names", "CONTROLLER"),
    ("listener.security.protocol.map", "DIRECT:PLAINTEXT,LEARNER:PLAINTEXT,CONTROLLER:PLAINTEXT"),
    ("inter.broker.listener.name", "DIRECT"),
    // A program that misspells a topic gets an error, not a topic.
    ("auto.create.topics.enable", "false"),
    // The internal topics default to three replicas; with one broker transactions would hang.
    ("offsets.topic.replication.factor", "1"),
    ("offsets.topic.num.partitions", "1"),
    ("transaction.state.log.replication.factor", "1"),
    ("transaction.state.log.min.isr", "1"),
    ("transaction.state.log.num.partitions", "1"),
    ("share.coordinator.state.topic.replication.factor", "1"),
    ("share.coordinator.state.topic.min.isr", "1"),
    ("share.coordinator.state.topic.num.partitions", "1"),
    // Defaults: 3 s before a group's first record, 6 s as the shortest session, 10 s between looks at stale transactions.
    ("group.initial.rebalance.delay.ms", "0"),
    ("group.min.session.timeout.ms", "500"),
    ("group.consumer.min.session.timeout.ms", "500"),
    ("group.consumer.min.heartbeat.interval.ms", "100"),
    ("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500"),
    // KIP-848 members follow the broker's session settings, which a program cannot change.
    ("group.consumer.session.timeout.ms", "3000"),
    ("group.consumer.heartbeat.interval.ms", "250"),
    // Default: half of our heap, zeroed at the start.
    ("log.cleaner.dedupe.buffer.size", "4194304"),
    // One machine, few connections.
    ("num.network.threads", "1"),
];

/// The file's content. The quorum is static: a formatted directory then holds no port and serves every cluster.
pub(crate) fn render(settings: &BrokerSettings) -> String {
    let BrokerSettings { node_id, data, direct, learner, controller, more } = settings;
    let listeners = |side: fn(&Endpoint) -> &str| {
        format!("DIRECT://{},LEARNER://{},CONTROLLER://{}", side(direct), side(learner), side(controller))
    };
    let own = [
        ("node.id", node_id.to_string()),
        ("log.dirs", data.clone()),
        ("controller.quorum.voters", format!("{node_id}@{}", controller.advertised)),
        ("listeners", listeners(|endpoint| &endpoint.bind)),
        ("advertised.listeners", listeners(|endpoint| &endpoint.advertised)),
    ];
    let own = own.iter().map(|(key, value)| (*key, value.as_str()));
    let more = more.iter().map(|(key, value)| (key.as_str(), value.as_str()));
    let mut file = String::new();
    // Of two lines with one name the later one counts.
    for (key, value) in own.chain(ALONE).chain(more) {
        // Writing to a String cannot fail.
        let _ = writeln!(file, "{key}={}", escaped(value));
    }
    file
}

/// A backslash in a Java properties file begins an escape.
fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\")
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    #[test]
    fn a_broker_alone() {
        let settings = BrokerSettings {
            node_id: 1,
            data: "/data".into(),
            direct: Endpoint::plain("127.0.0.1:10001"),
            learner: Endpoint { bind: "127.0.0.1:10002".into(), advertised: "127.0.0.1:40000".into() },
            controller: Endpoint::plain("127.0.0.1:10003"),
            more: vec![("listener.security.protocol.map".into(), "LEARNER:SASL_SSL".into())],
        };
        assert_snapshot!(render(&settings), @r"
        node.id=1
        log.dirs=/data
        controller.quorum.voters=1@127.0.0.1:10003
        listeners=DIRECT://127.0.0.1:10001,LEARNER://127.0.0.1:10002,CONTROLLER://127.0.0.1:10003
        advertised.listeners=DIRECT://127.0.0.1:10001,LEARNER://127.0.0.1:40000,CONTROLLER://127.0.0.1:10003
        process.roles=broker,controller
        controller.listener.names=CONTROLLER
        listener.security.protocol.map=DIRECT:PLAINTEXT,LEARNER:PLAINTEXT,CONTROLLER:PLAINTEXT
        inter.broker.listener.name=DIRECT
        auto.create.topics.enable=false
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=1
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        transaction.state.log.num.partitions=1
        share.coordinator.state.topic.replication.factor=1
        share.coordinator.state.topic.min.isr=1
        share.coordinator.state.topic.num.partitions=1
        group.initial.rebalance.delay.ms=0
        group.min.session.timeout.ms=500
        group.consumer.min.session.timeout.ms=500
        group.consumer.min.heartbeat.interval.ms=100
        transaction.abort.timed.out.transaction.cleanup.interval.ms=500
        group.consumer.session.timeout.ms=3000
        group.consumer.heartbeat.interval.ms=250
        log.cleaner.dedupe.buffer.size=4194304
        num.network.threads=1
        listener.security.protocol.map=LEARNER:SASL_SSL
        ");
    }
}
