//! Finds the processes that carry a mark, and kills them.

use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::engine::eventually::eventually_blocking;

/// The variable that carries an owner's mark. Children inherit it, so a program that left its process group, or
/// whose parent is gone, is found too.
pub const MARK: &str = "KAFKA_WORKBENCH_RUN";

/// SIGKILL works within milliseconds; a program that forks while it is being killed takes some rounds.
const DYING: Duration = Duration::from_secs(5);

/// The ids of the running processes that carry `mark`, in their environment or on their command line, our own
/// left out.
pub fn marked(mark: &str) -> Vec<u32> {
    let own = std::process::id();
    search(mark).into_iter().filter(|pid| *pid != own).collect()
}

/// Kills them until there are none, and returns how many there were.
pub fn kill_all(mark: &str) -> usize {
    let mut killed = std::collections::BTreeSet::new();
    let gone = eventually_blocking("the end of a marked process", DYING, || {
        let running = marked(mark);
        for pid in &running {
            // One that ended meanwhile is no failure.
            let _ =
                i32::try_from(*pid).ok().and_then(Pid::from_raw).map(|pid| kill_process(pid, Signal::KILL));
        }
        killed.extend(running.iter().copied());
        let left = killed.iter().filter(|pid| !is_over(**pid)).count();
        if running.is_empty() && left == 0 { Ok(()) } else { Err(format!("{left} still running")) }
    });
    if let Err(overdue) = gone {
        tracing::warn!(%mark, %overdue, "processes could not be killed");
    }
    killed.len()
}

/// Linux: what `/proc` says of each process that is ours to see.
#[cfg(target_os = "linux")]
fn search(mark: &str) -> Vec<u32> {
    use std::fs;

    let Ok(processes) = fs::read_dir("/proc") else { return Vec::new() };
    let carries = |path: std::path::PathBuf| {
        fs::read(path).is_ok_and(|bytes| bytes.windows(mark.len()).any(|window| window == mark.as_bytes()))
    };
    processes
        .flatten()
        .filter_map(|process| {
            let pid = process.file_name().to_str()?.parse().ok()?;
            let folder = process.path();
            (carries(folder.join("environ")) || carries(folder.join("cmdline"))).then_some(pid)
        })
        .collect()
}

/// A process that was killed loses its environment first, its threads then: until the last is gone it may be in
/// the middle of writing a file. What remains after that waits for its parent to take note.
#[cfg(target_os = "linux")]
fn is_over(pid: u32) -> bool {
    let Ok(stat) = std::fs::read_to_string(format!("/proc/{pid}/stat")) else { return true };
    // After the name, which may hold anything: state is the first field, the number of threads the 18th.
    let fields: Vec<&str> =
        stat.rsplit_once(')').map(|(_, rest)| rest.split_whitespace().collect()).unwrap_or_default();
    fields.first() == Some(&"Z") && fields.get(17).is_none_or(|threads| matches!(*threads, "0" | "1"))
}

/// Elsewhere it cannot be told from a process that waits for its parent.
#[cfg(not(target_os = "linux"))]
fn is_over(_pid: u32) -> bool {
    true
}

/// Elsewhere: `ps`, which shows the environment of our own processes with `-E`.
#[cfg(not(target_os = "linux"))]
fn search(mark: &str) -> Vec<u32> {
    let listing = std::process::Command::new("ps").args(["-axEww", "-o", "pid=,command="]).output();
    let Ok(listing) = listing else { return Vec::new() };
    String::from_utf8_lossy(&listing.stdout)
        .lines()
        .filter(|line| line.contains(mark))
        .filter_map(|line| line.split_whitespace().next()?.parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn kills_what_carries_the_mark_and_nothing_else() {
        let mark = format!("test-{:016x}", rand::random::<u64>());
        let start = |mark: &str| Command::new("sleep").arg("60").env(MARK, mark).spawn().unwrap();
        let (mut ours, mut other) = (start(&mark), start("somebody else's"));
        let reaper = std::thread::spawn(move || ours.wait().unwrap());
        assert!(kill_all(&mark) >= 1);
        assert!(!reaper.join().unwrap().success());
        assert_eq!(other.try_wait().unwrap(), None, "the other is still there");
        other.kill().unwrap();
        other.wait().unwrap();
    }
}
