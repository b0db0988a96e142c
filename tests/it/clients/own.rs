//! Clients that are programs of ours, on a library: see `tests/clients`.

use std::ffi::OsString;

use tokio::process::Command;

use super::records::{by_key, lines, parse, records, stored};
use super::{Client, Stage};

/// Such a program, by its command line.
pub(super) struct Own(pub(super) Vec<OsString>);

impl Own {
    pub(super) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.0[0]);
        command.args(&self.0[1..]).args(args);
        command
    }
}

impl Client for Own {
    fn produce(&self, bootstrap: &str, topic: &str) -> Command {
        self.command(&["produce", bootstrap, topic])
    }

    fn consume(&self, bootstrap: &str, topic: &str, group: &str, count: usize) -> Command {
        self.command(&["consume", bootstrap, topic, group, &count.to_string()])
    }
}

impl Stage {
    /// It commits half of the records in one transaction and aborts the others in the next; what counts is the
    /// first half, and a reader sees no other.
    pub(super) async fn transacts(&self, client: &Own) {
        let (front, all) = (self.front(), records());
        let committed = by_key(all[..all.len() / 2].to_vec());
        self.topic("transacted", 3).await;
        self.run(client.command(&["transact", &front, "transacted"]), &lines(&all)).await;
        assert_eq!(stored(&self.cluster.bootstrap(), "transacted"), committed);
        let read = client.consume(&front, "transacted", "readers of the committed", all.len() / 2);
        assert_eq!(by_key(parse(&self.run(read, "").await)), committed);
    }
}
