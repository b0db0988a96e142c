//! `serve` from outside: one a home, one a port, and nothing left of it when it is told to end.

use std::net::TcpListener;

use insta::assert_snapshot;
use rustix::process::Signal;

use crate::harness::Home;

#[test]
fn a_port_that_is_taken() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let said = Home::of_fixture().run(["serve", "--no-open", "--port", &port]);
    let any_port = regex::Regex::new(r"port \d+").unwrap();
    assert_snapshot!(any_port.replace_all(&said.complaint(), "port [PORT]"), @"
    status 2
    error: port [PORT] is taken by another program on this machine

    hint: if that is another workbench, use it; else choose another port: `--port [PORT]`, or `--port [PORT]` for any
    ");
}

#[test]
fn a_second_one_on_the_same_home_and_the_end_of_the_first() {
    let home = Home::of_fixture();
    let first = home.start(["serve", "--no-open", "--port", "0"]);
    first.until("Ctrl-C stops the workbench");
    assert_snapshot!(home.run(["serve", "--no-open", "--port", "0"]).complaint(), @"
    status 2
    error: another workbench is serving from [DIR]/home

    hint: use the page that is open already, or stop the other one, or take another --home
    ");
    assert_eq!(home.run(["list"]).status, "0", "everything else runs beside it");

    first.signal(Signal::INT);
    let said = first.end();
    let token = regex::Regex::new(r"=\S+\n").unwrap();
    assert_snapshot!(token.replace_all(&said.result(), "=[TOKEN]\n"), @"
    status 0
    Kafka workbench: http://127.0.0.1:[PORT]/enter/[SHA-256]
    ");
    assert_eq!(home.processes(), [0; 0]);
    assert_eq!(home.entries("runs"), ["gate.lock"]);
}
