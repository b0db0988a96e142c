//! How many attempts run at once.

use crate::engine::Pool;
use std::fmt;
use std::thread::available_parallelism;

/// How many attempts run at once, and why so many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jobs {
    /// The number, at least 1.
    pub at_once: usize,
    why: String,
}

impl Jobs {
    /// As many as somebody asked for; else two a core, as programs wait more than they compute, as far as there is memory
    /// for their clusters. A cluster that is there already takes one attempt at a time.
    pub(super) fn of(asked: Option<usize>, is_existing: bool) -> Jobs {
        let cores = available_parallelism().map_or(1, usize::from);
        let room = Pool::affordable();
        match asked {
            _ if is_existing => Jobs { at_once: 1, why: "a cluster that is there takes one".to_owned() },
            Some(asked) => Jobs { at_once: asked.max(1), why: "as asked for".to_owned() },
            None => Jobs {
                at_once: (2 * cores).min(room).max(1),
                why: format!("{}, memory for {}", counted(cores, "core"), counted(room, "cluster")),
            },
        }
    }
}

impl fmt::Display for Jobs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at a time ({})", counted(self.at_once, "attempt"), self.why)
    }
}

fn counted(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_counts_and_a_cluster_of_somebody_takes_one() {
        assert_eq!(Jobs::of(Some(3), false).to_string(), "3 attempts at a time (as asked for)");
        assert_eq!(Jobs::of(Some(0), false).at_once, 1);
        assert_eq!(
            Jobs::of(Some(3), true).to_string(),
            "1 attempt at a time (a cluster that is there takes one)"
        );
        let alone = Jobs::of(None, false);
        assert!((1..=2 * available_parallelism().unwrap().get()).contains(&alone.at_once), "{alone}");
    }
}
