//! How well mistakes are recognised: measured on programs from which nothing was learnt.

use super::chance::chance;
use super::looks_like;
use crate::course::Lab;
use crate::grade::Bundle;
use crate::workbench::Candidate;
use serde::Serialize;

/// What came of a lab's attempts when they were looked at for mistakes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Trial {
    /// The lab's folder name.
    pub lab: String,
    /// Attempts of second programs, each of a known mistake.
    pub held_out: usize,
    /// Of those, the attempts at which that mistake was named, alone or first of two.
    pub named: usize,
    /// Attempts at which it was named second.
    pub second: usize,
    /// Attempts at which another was named, and not it, as `attempt: named`.
    pub misnamed: Vec<String>,
    /// Attempts at which nothing was.
    pub silent: Vec<String>,
    /// Verdicts that a right program could have got by a fault of ours.
    pub by_chance: usize,
    /// Of those, the programs that were named a mistake, as `program: mistake`.
    pub slandered: Vec<String>,
}

impl Trial {
    /// How many of those that were named rightly are so, of all that were named.
    pub fn precision(&self) -> Option<f64> {
        let right = self.named + self.second;
        let all = right + self.misnamed.len();
        (all > 0).then(|| super::ratio(right, all))
    }

    /// How many of those that could have been named were.
    pub fn recall(&self) -> Option<f64> {
        (self.held_out > 0).then(|| super::ratio(self.named + self.second, self.held_out))
    }
}

/// Tries a lab's signatures on attempts of its programs, each program with its name.
pub(in crate::workbench) fn trial(lab: &Lab, programs: &[(Candidate, String, Vec<Bundle>)]) -> Trial {
    let mut trial = Trial { lab: lab.slug.clone(), ..Trial::default() };
    for (candidate, name, bundles) in programs {
        match candidate {
            Candidate::Again(mistake) => {
                for bundle in bundles {
                    held_out(&mut trial, lab, mistake, name, bundle);
                }
            }
            Candidate::Solution | Candidate::Variant(_) => {
                if let Some(bundle) = bundles.first() {
                    let (tried, named) = chance(lab, bundle);
                    trial.by_chance += tried;
                    trial.slandered.extend(named.iter().map(|mistake| format!("{name}: {mistake}")));
                }
                for bundle in bundles {
                    let named = looks_like(lab, bundle);
                    trial.slandered.extend(named.iter().map(|mistake| format!("{name}: {}", mistake.name)));
                }
            }
            _ => {}
        }
    }
    trial.slandered.sort();
    trial.slandered.dedup();
    trial
}

fn held_out(trial: &mut Trial, lab: &Lab, mistake: &str, name: &str, bundle: &Bundle) {
    let named: Vec<&str> = looks_like(lab, bundle).iter().map(|mistake| mistake.name.as_str()).collect();
    trial.held_out += 1;
    match named.iter().position(|other| *other == mistake) {
        Some(0) => trial.named += 1,
        Some(_) => trial.second += 1,
        None if named.is_empty() => trial.silent.push(name.to_owned()),
        None => trial.misnamed.push(format!("{name}: {}", named.join(", "))),
    }
}
