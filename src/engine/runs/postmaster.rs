//! Asks PostgreSQL servers to end before they are killed.
//!
//! Where one is killed, a segment of the system's shared memory stays behind that nobody removes. Asked to end at
//! once, it gives that back.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use super::marked;
use crate::engine::eventually::eventually_blocking;

/// It leaves everything as it is, so this is a matter of milliseconds.
const ENDING: Duration = Duration::from_secs(2);

/// Asks those that run in folders of `owners` and carry `mark`, and waits for them. One that does not hear is for
/// [`super::marked::kill_all`]. Returns how many there were.
pub(super) fn end_all(owners: &[PathBuf], mark: &str) -> usize {
    let servers: Vec<u32> = owners.iter().flat_map(|folder| servers(folder)).collect();
    if servers.is_empty() {
        return 0;
    }
    // A file may tell of a process that is long gone, and whose number has another now.
    let running =
        |marked: Vec<u32>| servers.iter().copied().filter(|pid| marked.contains(pid)).collect::<Vec<_>>();
    let asked = running(marked(mark));
    for pid in &asked {
        let pid = *pid;
        let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
        // One that ended meanwhile is no failure.
        let _ = pid.map(|pid| kill_process(pid, Signal::QUIT));
    }
    let _ = eventually_blocking("the end of PostgreSQL", ENDING, || {
        if running(marked(mark)).is_empty() { Ok(()) } else { Err("it is still running") }
    });
    asked.len()
}

/// The servers that run in the folders of an owner: the first line of `postmaster.pid`.
fn servers(owner: &Path) -> Vec<u32> {
    let runs = fs::read_dir(owner).into_iter().flatten().flatten();
    let told = runs.filter_map(|run| fs::read_to_string(run.path().join("data/postmaster.pid")).ok());
    told.filter_map(|told| told.lines().next()?.trim().parse().ok()).collect()
}
