//! The programs that a lab ships, by the names that `verify` has for them.

use crate::course::Lab;
use crate::workbench::Candidate;
use crate::workbench::missing::missing;

/// Every program that a lab ships.
pub(super) fn candidates(lab: &Lab) -> Vec<Candidate> {
    let mut all = vec![Candidate::Starter, Candidate::Solution];
    all.extend(lab.variants.iter().map(|variant| Candidate::Variant(variant.name.clone())));
    for mistake in &lab.mistakes {
        all.push(Candidate::Mistake(mistake.name.clone()));
        all.extend(mistake.again.iter().map(|_| Candidate::Again(mistake.name.clone())));
    }
    all
}

/// The first thing that a variant needs and this machine lacks.
pub(super) fn missing_tool<'a>(lab: &'a Lab, candidate: &Candidate) -> Option<&'a str> {
    let Candidate::Variant(name) = candidate else { return None };
    let variant = lab.variants.iter().find(|variant| variant.name == *name)?;
    missing(&variant.spec, |folders| std::env::var_os(folders).unwrap_or_default())
}
