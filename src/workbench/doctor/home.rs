//! What the workbench keeps, and what earlier ones left.

use super::{Group, Symptom, size};
use crate::engine::kept::Kept;
use crate::engine::runs::Swept;

/// What removes what nobody has used for long.
pub(super) const PRUNE: &str = "`kafka-workbench doctor --prune` removes it";

pub(super) fn cache(kept: &std::io::Result<Vec<Kept>>) -> Symptom {
    const WHAT: &str = "Cache";
    let kept = match kept {
        Ok(kept) => kept,
        Err(error) => return Symptom::later(Group::Home, WHAT, format!("it cannot be read: {error}")),
    };
    let sum =
        |can_go: bool| kept.iter().filter(|kept| kept.can_go || !can_go).map(|kept| kept.bytes).sum::<u64>();
    let found = match kept.len() {
        0 => "empty".to_owned(),
        _ => size(sum(false)),
    };
    match sum(true) {
        0 => Symptom::good(Group::Home, WHAT, found),
        unused => {
            let found = format!("{found}, of which {} was not used for 30 days", size(unused));
            Symptom::good(Group::Home, WHAT, found).fix(PRUNE.to_owned())
        }
    }
}

pub(super) fn runs(swept: Swept) -> Symptom {
    const WHAT: &str = "Earlier runs";
    let Swept { owners, processes, containers } = swept;
    if owners == 0 {
        return Symptom::good(Group::Home, WHAT, "each has tidied up");
    }
    let (runs, left) = (several(owners, "run"), several(processes, "process"));
    let boxed = if containers > 0 {
        format!(", {} removed", several(containers, "container"))
    } else {
        String::new()
    };
    let found = format!("{runs} ended without tidying up: {left} ended now{boxed}, files removed");
    Symptom::good(Group::Home, WHAT, found)
}

pub(super) fn several(n: usize, what: &str) -> String {
    match (n, what) {
        (1, _) => format!("1 {what}"),
        (_, "process") => format!("{n} processes"),
        _ => format!("{n} {what}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_what_was_swept() {
        assert_eq!(runs(Swept::default()).found, "each has tidied up");
        assert_eq!(
            runs(Swept { owners: 1, processes: 2, containers: 0 }).found,
            "1 run ended without tidying up: 2 processes ended now, files removed"
        );
        assert_eq!(
            runs(Swept { owners: 1, processes: 0, containers: 4 }).found,
            "1 run ended without tidying up: 0 processes ended now, 4 containers removed, files removed"
        );
    }
}
