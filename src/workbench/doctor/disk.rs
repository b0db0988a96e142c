//! Whether there is room to write: in the home, and for temporary files.

use super::{Group, Symptom, size};
use std::path::Path;

/// What a first start fetches and writes, with room for attempts.
const HOME_NEEDS: u64 = 1_000_000_000;
/// Installers of Python packages unpack there.
const TEMPORARY_NEEDS: u64 = 300_000_000;

pub(super) fn home(root: &Path) -> Symptom {
    look("Disk of the home", root, HOME_NEEDS, "take another folder with --home DIR")
}

pub(super) fn temporary() -> Symptom {
    let folder = std::env::temp_dir();
    look("Disk of temporary files", &folder, TEMPORARY_NEEDS, "name another folder with TMPDIR")
}

fn look(what: &'static str, folder: &Path, needed: u64, instead: &str) -> Symptom {
    let place = folder.display();
    match rustix::fs::statvfs(folder).map(|fs| fs.f_bavail.saturating_mul(fs.f_frsize)) {
        Ok(free) if free < needed => {
            let found = format!("{} free in {place}, and {} may be needed", size(free), size(needed));
            Symptom::bad(Group::Machine, what, found).fix(format!("free some space, or {instead}"))
        }
        Ok(free) => Symptom::good(Group::Machine, what, format!("{} free in {place}", size(free))),
        Err(error) => Symptom::bad(Group::Machine, what, format!("{place}: {error}")).fix(instead.to_owned()),
    }
}
