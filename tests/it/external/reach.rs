//! Addresses and files that do not lead to a cluster.

use insta::assert_snapshot;

use super::home;

fn said(engine: &str) -> String {
    home().run(["--engine", engine, "grade", "5"]).complaint()
}

#[test]
fn what_is_no_address() {
    assert_snapshot!(said("kafka"), @"");
    assert_snapshot!(said("kafka:nine"), @"");
    assert_snapshot!(said("[::1:9092"), @"");
}

#[test]
fn nobody_is_there() {
    assert_snapshot!(said("127.0.0.1:1"), @"");
    assert_snapshot!(said("no-such-host.invalid:9092"), @"");
}
