//! Takes the members of a killed program out of their groups.
//!
//! A program that was killed says nothing to its groups: they keep its partitions for it until its session ends,
//! 45 seconds where the client has no other wish. No lab waits that long, so what the end of the session would
//! do is done at once, on the DIRECT listener. A static member stays: its place is kept for whoever comes back
//! under its name, and that a group waits for it is what a lab with one is about.

use super::closed;
use super::joined::{Joined, joined};
use crate::attempt::log::{self, LogError};
use crate::attempt::run::Trouble;
use crate::attempt::scenario::Scenario;
use crate::engine::cluster::View;
use crate::engine::eventually::{Overdue, eventually};
use crate::engine::wire::{Address, Wire};
use kafka_protocol::messages::leave_group_request::MemberIdentity;
use kafka_protocol::messages::{ConsumerGroupHeartbeatRequest, GroupId, LeaveGroupRequest};
use kafka_protocol::protocol::StrBytes;
use serde::Serialize;
use std::time::Duration;

/// A coordinator answers within milliseconds, and shortly says so where it has moved.
const PATIENCE: Duration = Duration::from_secs(10);

const LEAVE_GROUP: i16 = 5;
const CONSUMER_GROUP_HEARTBEAT: i16 = 0;
/// The member epoch by which a member leaves (KIP-848).
const LEAVING: i32 = -1;
/// `UNKNOWN_MEMBER_ID` and `GROUP_ID_NOT_FOUND`: it is out already.
const OUT: [i16; 2] = [25, 69];

/// A member that was taken out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::attempt) struct TakenOut {
    group: String,
    member: String,
}

/// Takes the members of `run`, whose processes have ended, out of their groups, and waits until the groups
/// have none of them. What the run sent last has been passed on before.
pub(in crate::attempt) async fn take_out(
    run: &str,
    scenario: &Scenario<'_>,
) -> Result<Vec<TakenOut>, Trouble> {
    let (Some(gateway), Some(cluster)) = (scenario.gateway, scenario.cluster) else { return Ok(Vec::new()) };
    closed(gateway, Some(run)).await;
    let mut taken_out = Vec::new();
    for (group, members) in joined(&gateway.seen().requests, run) {
        let expelled = expel(&cluster.direct(), &group, &members).await.map_err(Trouble::broker)?;
        taken_out.extend(expelled.into_iter().map(|member| TakenOut { group: group.clone(), member }));
    }
    Ok(taken_out)
}

/// Gives the ids of those that were members.
async fn expel(direct: &Address, group: &str, members: &Joined) -> Result<Vec<String>, Overdue> {
    let what = format!("the members of a killed program to leave the group {group}");
    let out = eventually(&what, PATIENCE, || leave(direct, group, members)).await?;
    eventually(&what, PATIENCE, || gone(direct, group, members)).await?;
    Ok(out)
}

async fn leave(direct: &Address, group: &str, members: &Joined) -> Result<Vec<String>, LogError> {
    let standing =
        log::standing(direct, &View::all()).await?.into_iter().find(|standing| standing.group == group);
    let Some(standing) = standing else { return Ok(Vec::new()) };
    let mut wire = Wire::open(&standing.coordinator).await?;
    let id = GroupId(text(group));
    let mut out = Vec::new();
    if !members.classic.is_empty() {
        let leavers = members.classic.iter().map(|member| {
            MemberIdentity::default().with_member_id(text(member)).with_reason(Some(text("it was killed")))
        });
        let request = LeaveGroupRequest::default().with_group_id(id.clone()).with_members(leavers.collect());
        let answer = wire.ask(&request, LEAVE_GROUP).await?;
        was_member(group, answer.error_code)?;
        for leaver in answer.members {
            if was_member(group, leaver.error_code)? {
                out.push(leaver.member_id.to_string());
            }
        }
    }
    for member in &members.consumer {
        let request = ConsumerGroupHeartbeatRequest::default()
            .with_group_id(id.clone())
            .with_member_id(text(member))
            .with_member_epoch(LEAVING);
        let answer = wire.ask(&request, CONSUMER_GROUP_HEARTBEAT).await?;
        if was_member(group, answer.error_code)? {
            out.push(member.clone());
        }
    }
    Ok(out)
}

fn was_member(group: &str, code: i16) -> Result<bool, LogError> {
    match code {
        0 => Ok(true),
        code if OUT.contains(&code) => Ok(false),
        code => Err(LogError::Refused { what: format!("let a member leave the group {group}"), code }),
    }
}

async fn gone(direct: &Address, group: &str, members: &Joined) -> Result<(), String> {
    let standing = log::standing(direct, &View::all()).await.map_err(|error| error.to_string())?;
    let listed = standing.into_iter().filter(|standing| standing.group == group).flat_map(|it| it.members);
    let mut left = listed.filter(|id| members.classic.contains(id) || members.consumer.contains(id));
    left.next().map_or(Ok(()), |id| Err(format!("{id} is a member")))
}

fn text(text: &str) -> StrBytes {
    StrBytes::from_string(text.to_owned())
}
