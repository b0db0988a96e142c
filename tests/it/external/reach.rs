//! Addresses and files that do not lead to a cluster.

use insta::assert_snapshot;

use super::home;

fn said(engine: &str) -> String {
    home().run(["--engine", engine, "grade", "5"]).complaint()
}

#[test]
fn what_is_no_address() {
    assert_snapshot!(said("kafka"), @r#"
    status 2
    error: invalid value 'kafka' for '--engine <ENGINE>': there is no engine called "kafka"; a cluster that is there is named with its port, such as kafka.example:9092

    For more information, try '--help'.
    "#);
    assert_snapshot!(said("kafka:nine"), @r#"
    status 2
    error: invalid value 'kafka:nine' for '--engine <ENGINE>': "kafka:nine" is no address of a broker: a port is a number from 1 to 65535. Addresses are written as kafka-1.example:9092,kafka-2.example:9092 or [::1]:9092

    For more information, try '--help'.
    "#);
    assert_snapshot!(said("[::1:9092"), @r#"
    status 2
    error: invalid value '[::1:9092' for '--engine <ENGINE>': "[::1:9092" is no address of a broker: the bracket is not closed. Addresses are written as kafka-1.example:9092,kafka-2.example:9092 or [::1]:9092

    For more information, try '--help'.
    "#);
}

#[test]
fn nobody_is_there() {
    assert_snapshot!(said("127.0.0.1:1"), @"
    status 3
    Asking the cluster at 127.0.0.1:[PORT]
    error: the cluster at 127.0.0.1:[PORT] cannot be used: nobody listens at 127.0.0.1:[PORT]

    hint: compare host and port with the `advertised.listeners` of the cluster, and see that its brokers run
    ");
    assert_snapshot!(said("no-such-host.invalid:9092"), @"
    status 3
    Asking the cluster at no-such-host.invalid:9092
    error: the cluster at no-such-host.invalid:9092 cannot be used: there is no host called no-such-host.invalid

    hint: look for a slip in the name; `getent hosts NAME` tells whether this machine knows it
    ");
}
