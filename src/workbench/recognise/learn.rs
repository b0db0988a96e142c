//! Learns what gives a lab's mistakes away, from what its programs did when they last ran.

use super::features::{Features, features, stage_ran};
use crate::course::At;
use crate::course::lab::Signature;
use crate::grade::Bundle;
use crate::workbench::Candidate;
use std::fmt::Write;

/// So many features of a mistake are kept, the most telling ones: more make the file long and the answer no better.
const MOST: usize = 12;

/// What a program did in each of its attempts.
struct Known<'a> {
    candidate: &'a Candidate,
    attempts: Vec<Features>,
}

impl Known<'_> {
    /// What it does in every attempt.
    fn always(&self) -> Features {
        let mut attempts = self.attempts.iter();
        let first = attempts.next().cloned().unwrap_or_default();
        attempts.fold(first, |always, attempt| always.intersection(attempt).cloned().collect())
    }

    fn ever(&self, feature: &str) -> bool {
        self.attempts.iter().any(|attempt| attempt.contains(feature))
    }

    /// Whether it came to the feature's stage, every time.
    fn comes_to(&self, feature: &str) -> bool {
        self.attempts.iter().all(|attempt| stage_ran(feature, attempt))
    }
}

/// The signatures of a lab's mistakes. Programs that are held out, and the starter, are left aside.
pub(in crate::workbench) fn learn(programs: &[(Candidate, Vec<Bundle>)]) -> Vec<Signature> {
    let known: Vec<Known<'_>> = programs
        .iter()
        .filter(|(_, bundles)| !bundles.is_empty())
        .map(|(candidate, bundles)| Known { candidate, attempts: bundles.iter().map(features).collect() })
        .collect();
    let right: Vec<&Known<'_>> = (known.iter())
        .filter(|known| matches!(known.candidate, Candidate::Solution | Candidate::Variant(_)))
        .collect();
    let wrong: Vec<&Known<'_>> =
        known.iter().filter(|known| matches!(known.candidate, Candidate::Mistake(_))).collect();
    wrong.iter().filter_map(|mistake| signature(mistake, &right, &wrong)).collect()
}

fn signature(mistake: &Known<'_>, right: &[&Known<'_>], wrong: &[&Known<'_>]) -> Option<Signature> {
    let Candidate::Mistake(name) = mistake.candidate else { return None };
    let others = || wrong.iter().filter(|other| other.candidate != mistake.candidate);
    // What it does and no right program ever does; it tells more, the fewer of the other mistakes do it too.
    let does = mistake.always().into_iter().filter(|feature| !right.iter().any(|known| known.ever(feature)));
    let does = does.map(|feature| (others().filter(|other| other.ever(&feature)).count(), true, feature));
    // What every right program does and it never does, in the stages to which it comes.
    let mut common = right.iter().map(|known| known.always());
    let first = common.next()?;
    let common = common.fold(first, |common, known| common.intersection(&known).cloned().collect());
    let lacks = common.into_iter().filter(|feature| !mistake.ever(feature) && mistake.comes_to(feature));
    let lacks = lacks.map(|feature| (others().filter(|other| !other.ever(&feature)).count(), false, feature));
    let mut telling: Vec<(usize, bool, String)> = does.chain(lacks).collect();
    telling.sort();
    telling.truncate(MOST);
    let of = |wanted: bool| {
        let wanted = telling.iter().filter(|(_, does, _)| *does == wanted);
        wanted.map(|(_, _, feature)| feature.clone()).collect()
    };
    Some(Signature { mistake: At::nowhere(name.clone()), does: of(true), lacks: of(false) })
}

/// `signatures.yaml`.
pub(in crate::workbench) fn render(signatures: &[Signature]) -> String {
    let mut text =
        "# What gives each mistake away in the history of an attempt, beside the checks that it breaks.\n\
                    # Learnt by `kafka-workbench verify LAB --learn`; what is written by hand is lost.\n"
            .to_owned();
    for Signature { mistake, does, lacks } in signatures {
        // Writing to a text cannot fail.
        let _ = writeln!(text, "- mistake: {}", **mistake);
        for (name, features) in [("does", does), ("lacks", lacks)].into_iter().filter(|(_, f)| !f.is_empty())
        {
            let _ = writeln!(text, "  {name}:");
            for feature in features {
                // A text of JSON is one of YAML.
                let _ = writeln!(text, "    - {}", serde_json::Value::from(feature.as_str()));
            }
        }
    }
    text
}
