//! What the gateway's evidence says of a client.

use std::collections::BTreeSet;

use kafka_workbench::evidence::{Request, Unseen};
use kafka_workbench::gateway::Seen;

use super::Stage;

/// No errors but steps of a protocol: a member is given its id first (KIP-394), and a coordinator that was asked
/// for a moment ago may still be loading what it keeps.
const USUAL: [&str; 5] = [
    "MEMBER_ID_REQUIRED",
    "COORDINATOR_NOT_AVAILABLE",
    "COORDINATOR_LOAD_IN_PROGRESS",
    "NOT_COORDINATOR",
    "CONCURRENT_TRANSACTIONS",
];

/// The requests of the client that ran on a stage.
pub(super) struct Wire(pub(super) Vec<Request>);

impl Wire {
    /// Everything was seen, read, of the client, and without errors.
    pub(super) async fn of(stage: &Stage) -> Wire {
        let Seen { requests, unseen } = stage.gateway.take().await;
        assert_eq!(unseen, Unseen::default());
        let errors: BTreeSet<_> =
            requests.iter().filter_map(|it| Some((&it.api, it.error.as_ref()?))).collect();
        let unusual: Vec<_> = errors.iter().filter(|(_, error)| !USUAL.contains(&error.as_str())).collect();
        assert!(unusual.is_empty(), "{unusual:?}");
        // A program may be gone before it is known whose a connection was, but hardly before all of them.
        assert!(requests.iter().any(|it| it.program.as_deref() == Some("client")), "nobody is known");
        Wire(requests)
    }

    /// These APIs were asked by this library, each at least once, read whole and answered without an error.
    #[track_caller]
    pub(super) fn has(&self, software: Option<&str>, apis: &[&str]) {
        for api in apis {
            assert_eq!(self.good(api).software.as_deref(), software, "{api}");
        }
    }

    /// A request of this API that was read whole and answered without an error.
    #[track_caller]
    pub(super) fn good(&self, api: &str) -> &Request {
        let asked: Vec<_> = self.0.iter().filter(|it| it.api == api).collect();
        let is_good = |it: &&&Request| it.error.is_none() && it.answered_at.is_some() && it.read == "whole";
        asked.iter().find(is_good).unwrap_or_else(|| panic!("no good {api} among {asked:#?}"))
    }
}
