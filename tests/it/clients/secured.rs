//! Listeners with SASL and TLS: what passes, and what the evidence can and cannot say of it.

use std::path::Path;
use std::process::Command as Blocking;

use kafka_workbench::engine::Shape;
use kafka_workbench::evidence::{Request, Unseen};
use serde_json::json;
use tempfile::TempDir;
use tokio::process::Command;

use super::confluent::{client, software};
use super::own::Own;
use super::records::{by_key, lines, parse, records, stored};
use super::wire::Wire;
use super::{Bench, Stage, shared_runtime};
use crate::harness::skip;

const USER: &str = "learner";
const PASSWORD: &str = "learners-only-7";

/// A stage whose programs come by a listener with other settings than usual.
async fn stage(settings: &[(&str, &str)]) -> Stage {
    let bench = Bench::new().await;
    let settings: Vec<_> =
        settings.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let cluster = bench
        .engine
        .start(&Shape::alone().with(settings), &crate::engine::to_stderr())
        .await
        .expect("a cluster");
    Stage::before(cluster, bench)
}

/// Sends and reads with these settings of the client; gives what the wire showed of it.
async fn exchange(stage: &Stage, client: &Own, settings: &serde_json::Value) -> (Vec<Request>, Unseen) {
    let with = |mut command: Command| {
        command.env("SETTINGS", settings.to_string());
        command
    };
    let (front, all) = (stage.front(), records());
    stage.topic("secured", 3).await;
    stage.run(with(client.command(&["produce", &front, "secured"])), &lines(&all)).await;
    let read = client.command(&["consume", &front, "secured", "readers", &all.len().to_string()]);
    assert_eq!(by_key(parse(&stage.run(with(read), "").await)), by_key(all.clone()));
    assert_eq!(stored(&stage.cluster.bootstrap(), "secured"), by_key(all));
    let seen = stage.gateway.take().await;
    (seen.requests, seen.unseen)
}

#[tokio::test(flavor = "multi_thread")]
async fn over_sasl_without_tls_requests_are_still_read() {
    let login = format!(
        "org.apache.kafka.common.security.plain.PlainLoginModule required user_{USER}=\"{PASSWORD}\";"
    );
    let stage = stage(&[
        ("listener.security.protocol.map", "DIRECT:PLAINTEXT,LEARNER:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT"),
        ("listener.name.learner.sasl.enabled.mechanisms", "PLAIN"),
        ("listener.name.learner.plain.sasl.jaas.config", &login),
    ])
    .await;
    let settings = json!({
        "security.protocol": "SASL_PLAINTEXT",
        "sasl.mechanism": "PLAIN",
        "sasl.username": USER,
        "sasl.password": PASSWORD,
    });
    let (requests, unseen) = exchange(&stage, &client().await, &settings).await;
    assert_eq!(unseen, Unseen::default());
    let said = serde_json::to_string(&requests).unwrap();
    assert!(said.contains("SaslAuthenticate") && !said.contains(PASSWORD), "passwords are no evidence");
    Wire(requests)
        .has(Some(&software()), &["SaslHandshake", "Produce", "Fetch", "JoinGroup", "OffsetCommit"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn tls_passes_unread_and_the_evidence_says_so() {
    let folder = tempfile::tempdir().unwrap();
    if !certify(&folder) {
        return skip(
            "tls_passes_unread_and_the_evidence_says_so",
            "there is no openssl to make a certificate with",
        );
    }
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let stage = stage(&[
        ("listener.security.protocol.map", "DIRECT:PLAINTEXT,LEARNER:SASL_SSL,CONTROLLER:PLAINTEXT"),
        ("listener.name.learner.sasl.enabled.mechanisms", "SCRAM-SHA-512"),
        (
            "listener.name.learner.scram-sha-512.sasl.jaas.config",
            "org.apache.kafka.common.security.scram.ScramLoginModule required;",
        ),
        ("listener.name.learner.ssl.keystore.type", "PEM"),
        ("listener.name.learner.ssl.keystore.location", &path("both.pem")),
    ])
    .await;
    stage.run(add_user(&stage).await, "").await;
    let settings = json!({
        "security.protocol": "SASL_SSL",
        "sasl.mechanism": "SCRAM-SHA-512",
        "sasl.username": USER,
        "sasl.password": PASSWORD,
        "ssl.ca.location": path("certificate.pem"),
    });
    let (requests, unseen) = exchange(&stage, &client().await, &settings).await;
    let sent: usize = records().iter().map(|(key, value)| key.len() + value.len()).sum();
    assert_eq!(requests, [], "nobody can read what is in there");
    assert!(unseen.bytes > 2 * i64::try_from(sent).unwrap(), "{unseen:?}");
}

/// A certificate for this machine that vouches for itself, its key, and both in one file.
fn certify(folder: &TempDir) -> bool {
    let file = |name: &str| folder.path().join(name);
    let mut openssl = Blocking::new("openssl");
    openssl.args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]);
    openssl.args(["-addext", "subjectAltName=IP:127.0.0.1", "-keyout"]).arg(file("key.pem"));
    let Ok(made) = openssl.arg("-out").arg(file("certificate.pem")).output() else { return false };
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let read = |path: &Path| std::fs::read_to_string(path).unwrap();
    let both = read(&file("key.pem")) + &read(&file("certificate.pem"));
    std::fs::write(file("both.pem"), both).unwrap();
    true
}

/// Kafka keeps such users itself; a client on the DIRECT listener makes one.
async fn add_user(stage: &Stage) -> Command {
    const PROGRAM: &str = "
import sys
from confluent_kafka.admin import (
    AdminClient, ScramCredentialInfo, ScramMechanism, UserScramCredentialUpsertion as Upsertion)
bootstrap, user, password = sys.argv[1:]
info = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096)
wanted = [Upsertion(user, info, password.encode())]
admin = AdminClient({'bootstrap.servers': bootstrap})
for done in admin.alter_user_scram_credentials(wanted).values():
    done.result(20)
";
    let mut command = Command::new(shared_runtime().await.python);
    command.args(["-c", PROGRAM, &stage.cluster.bootstrap(), USER, PASSWORD]);
    command
}
