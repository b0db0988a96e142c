//! Whether the clock can be right. One that is years behind refuses every certificate, and a disk with a clock of its
//! own makes whole files look changed.

use super::{Group, Symptom};
use std::path::Path;
use std::time::{Duration, SystemTime};

const WHAT: &str = "Clock";
/// A time zone that somebody set the clock to is no fault of this kind.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Networks take a while; a clock that is off is off by more.
const BETWEEN: Duration = Duration::from_secs(60);

pub(super) fn look(home: &Path) -> Symptom {
    let program = std::env::current_exe().and_then(std::fs::metadata).and_then(|file| file.modified()).ok();
    let written =
        tempfile::NamedTempFile::new_in(home).and_then(|file| file.as_file().metadata()?.modified());
    rule(SystemTime::now(), program, written.ok())
}

/// `program` is when the workbench was built, `disk` what the home's disk says is now.
fn rule(now: SystemTime, program: Option<SystemTime>, disk: Option<SystemTime>) -> Symptom {
    let told = jiff::Timestamp::try_from(now).map_or("before 1970".to_owned(), |now| format!("{:.0}", now));
    let before = program.and_then(|program| program.duration_since(now).ok());
    if before.is_some_and(|before| before > DAY) {
        return Symptom::bad(
            Group::Machine,
            WHAT,
            format!("it says {told}, which is before this program was built"),
        )
        .fix("set the clock of this machine".to_owned());
    }
    let apart = disk.map(|disk| disk.duration_since(now).unwrap_or_else(|behind| behind.duration()));
    if let Some(apart) = apart.filter(|apart| *apart > BETWEEN) {
        let found = format!("it says {told}, and the disk of the home is {} s off", apart.as_secs());
        return Symptom::later(Group::Machine, WHAT, found)
            .fix("set the clocks, or take a home on a disk of this machine with --home DIR".to_owned());
    }
    Symptom::good(Group::Machine, WHAT, told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbench::Health;

    #[test]
    fn a_clock_before_the_program_was_built_is_wrong() {
        let now = SystemTime::now();
        assert_eq!(rule(now, Some(now + 2 * DAY), Some(now)).health, Health::Bad);
        assert_eq!(rule(now, Some(now + DAY / 2), Some(now)).health, Health::Good);
        assert_eq!(rule(now, None, None).health, Health::Good);
    }

    #[test]
    fn a_disk_with_a_clock_of_its_own_is_told() {
        let now = SystemTime::now();
        let off = rule(now, None, Some(now - 2 * BETWEEN));
        assert_eq!(off.health, Health::Later);
        assert!(off.found.ends_with("and the disk of the home is 120 s off"), "{}", off.found);
    }
}
