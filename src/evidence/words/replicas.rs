//! Who leads a partition, and who has all of it.

use crate::evidence::{BrokerState, PartitionSeen};

/// As `leader 1; in sync 1, 3; replicas 2, 3, 1`; replicas that may lead without being in sync where there are any.
pub fn replication(seen: &PartitionSeen) -> String {
    let leader = seen.leader.map_or_else(|| "no leader".to_owned(), |leader| format!("leader {leader}"));
    let mut told = format!("{leader}; in sync {}; replicas {}", ids(&seen.isr), ids(&seen.replicas));
    if !seen.eligible.is_empty() {
        told += &format!("; eligible to lead {}", ids(&seen.eligible));
    }
    told
}

/// As `killed`.
pub fn state(state: BrokerState) -> &'static str {
    match state {
        BrokerState::Running => "running",
        BrokerState::Stopped => "stopped",
        BrokerState::Killed => "killed",
        BrokerState::Paused => "paused",
    }
}

/// As `1, 3`, or `none`.
pub fn ids(ids: &[i64]) -> String {
    match ids {
        [] => "none".to_owned(),
        ids => ids.iter().map(i64::to_string).collect::<Vec<_>>().join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_not_nothing() {
        let seen = PartitionSeen {
            at: 0,
            step: None,
            topic: "t".into(),
            partition: 0,
            leader: Some(1),
            isr: vec![1, 3],
            replicas: vec![2, 3, 1],
            offline: vec![2],
            eligible: vec![],
        };
        assert_eq!(replication(&seen), "leader 1; in sync 1, 3; replicas 2, 3, 1");
        let lost = PartitionSeen { leader: None, isr: vec![], eligible: vec![2], ..seen };
        assert_eq!(replication(&lost), "no leader; in sync none; replicas 2, 3, 1; eligible to lead 2");
    }
}
