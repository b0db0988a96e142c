//! kcat, as the distribution has it. It has no transactions.

use std::process::Command as Blocking;

use tokio::process::Command;

use super::wire::Wire;
use super::{Client, Stage};
use crate::harness::skip;

struct Kcat;

impl Kcat {
    fn command(bootstrap: &str, args: &[&str]) -> Command {
        let mut command = Command::new("kcat");
        command.args(["-q", "-b", bootstrap]).args(args);
        command
    }
}

impl Client for Kcat {
    fn produce(&self, bootstrap: &str, topic: &str) -> Command {
        Kcat::command(bootstrap, &["-P", "-t", topic, "-K", "\t"])
    }

    fn consume(&self, bootstrap: &str, topic: &str, group: &str, count: usize) -> Command {
        let count = count.to_string();
        let args = ["-X", "auto.offset.reset=earliest", "-f", "%k\t%s\n", "-c", &count, "-G", group, topic];
        Kcat::command(bootstrap, &args)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn kcat_passes() {
    let Ok(version) = Blocking::new("kcat").arg("-V").output() else {
        return skip("kcat_passes", "kcat is not installed: sudo apt-get install kcat");
    };
    // "Version 1.7.1 (JSON, …, librdkafka 2.0.2 builtin.features=…)"
    let version = String::from_utf8_lossy(&version.stdout).into_owned();
    let library = version.split("librdkafka ").nth(1).and_then(|rest| rest.split(' ').next());
    let software = format!("librdkafka {}", library.expect("a version"));
    let stage = Stage::open().await;
    stage.passes(&Kcat).await;
    let wire = Wire::of(&stage).await;
    wire.has(
        Some(&software),
        &["ApiVersions", "Metadata", "Produce", "Fetch", "JoinGroup", "SyncGroup", "LeaveGroup"],
    );
}
