//! Whether a broker and a program have room.

use super::{Group, Symptom, size};

const WHAT: &str = "Memory";
/// A broker and a program.
const NEEDED: u64 = 700_000_000;

pub(super) fn look() -> Symptom {
    let read = |path: &str| std::fs::read_to_string(path).ok();
    let free = read("/proc/meminfo").as_deref().and_then(available);
    // In a container the machine's memory is not all ours.
    let limit = read("/sys/fs/cgroup/memory.max").and_then(|max| max.trim().parse::<u64>().ok());
    let used = read("/sys/fs/cgroup/memory.current").and_then(|used| used.trim().parse::<u64>().ok());
    let left = limit.zip(used).map(|(limit, used)| limit.saturating_sub(used));
    rule(match (free, left) {
        (Some(free), Some(left)) => Some(free.min(left)),
        (free, left) => free.or(left),
    })
}

/// `MemAvailable` of `/proc/meminfo`, in bytes.
fn available(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes << 10)
}

fn rule(free: Option<u64>) -> Symptom {
    match free {
        Some(free) if free < NEEDED => Symptom::bad(
            Group::Machine,
            WHAT,
            format!("{} free; a broker and a program take {}", size(free), size(NEEDED)),
        )
        .fix("close another program".to_owned()),
        Some(free) => Symptom::good(Group::Machine, WHAT, format!("{} free", size(free))),
        None => Symptom::later(Group::Machine, WHAT, "this system does not say; a broker takes about 400 MB"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbench::Health;

    #[test]
    fn reads_what_linux_says() {
        let told = "MemTotal:       16384000 kB\nMemFree:          100000 kB\nMemAvailable:    2000000 kB\n";
        assert_eq!(available(told), Some(2_048_000_000));
        assert_eq!(available(""), None);
    }

    #[test]
    fn too_little_is_told_with_what_is_needed() {
        let little = rule(Some(300_000_000));
        assert_eq!(
            (little.health, little.found.as_str()),
            (Health::Bad, "300 MB free; a broker and a program take 700 MB")
        );
        assert!(little.fix.is_some());
        assert_eq!(rule(Some(NEEDED)).health, Health::Good);
        assert_eq!(rule(None).health, Health::Later);
    }
}
