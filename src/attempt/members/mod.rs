//! Consumer groups and their members, as the scenario meets them.

mod expel;
mod joined;

pub(super) use expel::take_out;

use super::log::{self, LogError, Standing};
use crate::engine::cluster::View;
use crate::engine::eventually::eventually;
use crate::engine::wire::Address;
use crate::evidence::{self, Group, Request};
use crate::gateway::Gateway;
use std::collections::BTreeMap;
use std::time::Duration;

/// The end of a process closes its connections, and a broker answers within milliseconds.
const CLOSING: Duration = Duration::from_secs(5);

/// The groups as evidence, with the end of every partition that concerns them.
pub(super) fn groups(
    standing: Vec<Standing>,
    requests: &[Request],
    ends: &BTreeMap<String, Vec<i64>>,
) -> Vec<Group> {
    let mut assigned = evidence::assigned_topics(requests);
    let group = |standing: Standing| {
        // What was assigned once concerns a group that has no member any more, too.
        let mut topics = assigned.remove(&standing.group).unwrap_or_default();
        topics.extend(standing.topics);
        Group {
            partitions: evidence::progress(&standing.committed, &topics, ends),
            group: standing.group,
            protocol: standing.protocol,
            state: standing.state,
            assignor: standing.assignor,
            members: i64::try_from(standing.members.len()).unwrap_or(i64::MAX),
        }
    };
    standing.into_iter().map(group).collect()
}

/// The groups as they stand now: first what they have committed, then where the partitions end.
pub(super) async fn now(direct: &Address, view: &View, requests: &[Request]) -> Result<Vec<Group>, LogError> {
    let standing = log::standing(direct, view).await?;
    Ok(groups(standing, requests, &log::ends(direct, view).await?))
}

/// Waits until nothing that a run sent is under way any more, or that all runs did; their processes have ended.
///
/// What a paused broker does not answer is not waited for beyond a moment: nothing comes of it either.
pub(super) async fn closed(gateway: &Gateway, run: Option<&str>) {
    let closed =
        eventually("connections to close", CLOSING, async || match gateway.busy_connections(run).await {
            0 => Ok(()),
            open => Err(format!("{open} are open")),
        });
    if let Err(overdue) = closed.await {
        tracing::debug!(%overdue, ?run, "connections of programs that have ended");
    }
}
