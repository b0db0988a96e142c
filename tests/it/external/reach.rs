//! Addresses and files that do not lead to a cluster.

use insta::assert_snapshot;
use kafka_workbench::engine::runs::Owner;
use kafka_workbench::engine::security::Security;
use kafka_workbench::engine::{ExternalEngine, Report, Shape};

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
fn settings_that_belong_to_another_cluster_or_to_none() {
    let home = home();
    let config = home.write("client.properties", "bootstrap.servers=kafka-9.example:9092\n");
    let config = config.display().to_string();
    let said =
        |engine: &str| home.run(["--engine", engine, "--engine-config", &config, "grade", "5"]).complaint();
    assert_snapshot!(said("kafka-1.example:9092"), @"
    status 2
    error: [DIR]/client.properties names other brokers than --engine does: bootstrap.servers is kafka-9.example:9092, and --engine kafka-1.example:9092
    ");
    // The same brokers, as a person may write them: one is not there, and no other reason is given.
    home.write("client.properties", "bootstrap.servers=127.0.0.1:2, 127.0.0.1:1\n");
    assert!(
        said("127.0.0.1:1,127.0.0.1:2")
            .contains("the cluster at 127.0.0.1:[PORT],127.0.0.1:[PORT] cannot be used")
    );
    assert_snapshot!(said("local"), @"
    status 2
    error: --engine-config is for a cluster that is there: name it with --engine HOST:PORT
    ");
}

/// As with a broker in a container that is known by its name there.
#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_that_sends_its_clients_to_where_nobody_is() {
    let somebody = super::somebody::Somebody::new().await;
    let fronts = somebody.cluster.take_fronts();
    let upstream = fronts.first().unwrap().upstream.to_string();
    drop(fronts);
    assert_snapshot!(said(&upstream), @"
    status 3
    Asking the cluster at 127.0.0.1:[PORT]
    error: the cluster at 127.0.0.1:[PORT] sends its clients on to 127.0.0.1:[PORT], which cannot be used: nobody listens at 127.0.0.1:[PORT]

    hint: the brokers' `advertised.listeners` must be addresses that this machine reaches: name a listener that is meant for clients from here
    ");
}

/// A list of brokers has several because one may be down.
#[tokio::test(flavor = "multi_thread")]
async fn the_broker_that_answered_first_may_be_down_later() {
    let somebody = super::somebody::Somebody::new().await;
    let broker = somebody.servers();
    let first = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = first.local_addr().unwrap();
    let upstream = broker.clone();
    let serving = tokio::spawn(async move {
        // A look at a cluster is two requests, on connections of their own.
        for _ in 0..2 {
            let (mut here, _) = first.accept().await.unwrap();
            let mut there = tokio::net::TcpStream::connect(&upstream).await.unwrap();
            let _ = tokio::io::copy_bidirectional(&mut here, &mut there).await;
        }
    });
    let (folder, report) = (tempfile::tempdir().unwrap(), Report::silent());
    let owner = Owner::claim(&folder.path().join("runs")).unwrap();
    let servers = format!("{address},{broker}").parse().unwrap();
    let notes = folder.path().join("notes");
    let engine = ExternalEngine::prepare(&servers, Security::default(), owner, notes, &report).await.unwrap();
    serving.await.unwrap();
    tokio::net::TcpStream::connect(address).await.unwrap_err();
    let cluster = engine.start(&Shape::alone(), &report).await.unwrap();
    cluster.canary().await.unwrap();
    cluster.stop().await;
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
