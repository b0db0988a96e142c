//! How many files and sockets a process may have open.

use super::{Group, Symptom};
use rustix::process::{Resource, getrlimit};

const WHAT: &str = "Open files";
/// A broker has its jars, a file a segment and a socket a connection open; a JVM raises its own limit as far as it may.
const NEEDED: u64 = 1_024;

pub(super) fn look() -> Symptom {
    let limit = getrlimit(Resource::Nofile);
    rule(limit.current, limit.maximum)
}

/// `None` is no limit.
fn rule(soft: Option<u64>, hard: Option<u64>) -> Symptom {
    let told = |limit: Option<u64>| limit.map_or("no limit".to_owned(), |limit| limit.to_string());
    let most = hard.unwrap_or(u64::MAX);
    if most < NEEDED {
        let found = format!("{} at most, and a broker may need {NEEDED}", told(hard));
        return Symptom::bad(Group::Machine, WHAT, found)
            .fix(format!("raise the limit of your account: `ulimit -Hn` shows it; {NEEDED} or more"));
    }
    if soft.unwrap_or(u64::MAX) < NEEDED {
        let found = format!("{} in this shell, {} allowed", told(soft), told(hard));
        return Symptom::later(Group::Machine, WHAT, found).fix(format!("`ulimit -n {}`", most.min(4_096)));
    }
    Symptom::good(Group::Machine, WHAT, format!("{} a process", told(soft)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbench::Health;

    #[test]
    fn the_hard_limit_decides_and_the_soft_one_is_told() {
        assert_eq!(rule(Some(256), Some(512)).health, Health::Bad);
        let soft = rule(Some(256), None);
        assert_eq!((soft.health, soft.fix.as_deref()), (Health::Later, Some("`ulimit -n 4096`")));
        assert_eq!(rule(Some(1_024), Some(1_024)).health, Health::Good);
        assert_eq!(rule(None, None).found, "no limit a process");
    }
}
