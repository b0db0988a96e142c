//! The rubric: one small file a rule, each with its source; findings with place, reason and fix.
//!
//! | Family | Asks |
//! | --- | --- |
//! | A | Does it load in every agent? Errors block the export |
//! | B | Will it be used when it should be? |
//! | C | Is it well built? |
//! | D | Does it say something, and may one believe it? |

mod a_client_only;
mod a_description;
mod a_description_characters;
mod a_description_length;
mod a_encoding;
mod a_file_names;
mod a_folder_name;
mod a_front_matter;
mod a_keys;
mod a_name;
mod a_plain_yaml;
mod a_skill_file;
mod b_says_what;
mod b_third_person;
mod b_when_clause;
mod c_budget;
mod c_links;
mod c_named;
mod d_claims;
mod d_persona;
mod d_proof_wording;
mod d_rules;
mod d_sources;
mod d_unproved;
mod finding;
mod subject;
#[cfg(test)]
pub(crate) mod testing;

pub use finding::{Family, Finding, Level};
pub use subject::{Known, Subject};

use super::files::SkillFiles;

/// One rule of the rubric; the page that documents them is made from these.
#[derive(Debug)]
pub struct Rule {
    /// Family and number: `A5`.
    pub id: &'static str,
    /// Short and stable, for labs and links: `plain-yaml`.
    pub name: &'static str,
    /// The family.
    pub family: Family,
    /// What a finding of this rule is unless it says otherwise.
    pub level: Level,
    /// What holds when nothing is found.
    pub says: &'static str,
    /// Where the rule comes from.
    pub source: &'static str,
    /// Looks for findings; never fails, whatever the skill holds.
    pub check: fn(&Subject<'_>) -> Vec<Finding>,
}

/// Every rule, in the order in which findings are shown.
pub static RULES: [&Rule; 24] = [
    &a_skill_file::RULE,
    &a_encoding::RULE,
    &a_front_matter::RULE,
    &a_plain_yaml::RULE,
    &a_keys::RULE,
    &a_name::RULE,
    &a_folder_name::RULE,
    &a_description::RULE,
    &a_description_length::RULE,
    &a_description_characters::RULE,
    &a_client_only::RULE,
    &a_file_names::RULE,
    &b_when_clause::RULE,
    &b_says_what::RULE,
    &b_third_person::RULE,
    &c_budget::RULE,
    &c_links::RULE,
    &c_named::RULE,
    &d_rules::RULE,
    &d_claims::RULE,
    &d_sources::RULE,
    &d_unproved::RULE,
    &d_proof_wording::RULE,
    &d_persona::RULE,
];

/// Applies every rule. Findings come in the order of [`RULES`], then by place.
pub fn check(files: &SkillFiles, known: &Known<'_>) -> Vec<Finding> {
    let subject = Subject::new(files, known);
    RULES.iter().flat_map(|rule| (rule.check)(&subject)).collect()
}

/// The findings that block an export: errors of family A.
pub fn blocking(findings: &[Finding]) -> Vec<Finding> {
    let blocks = |finding: &&Finding| finding.family == Family::A && finding.level == Level::Error;
    findings.iter().filter(blocks).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_run_through_each_family_and_names_are_their_own() {
        let mut names: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), RULES.len());
        for family in [Family::A, Family::B, Family::C, Family::D] {
            let ids: Vec<&str> =
                RULES.iter().filter(|rule| rule.family == family).map(|rule| rule.id).collect();
            let expected: Vec<String> = (1..=ids.len()).map(|number| format!("{family:?}{number}")).collect();
            assert_eq!(ids, expected);
        }
        assert!(RULES.iter().all(|rule| !rule.says.is_empty() && !rule.source.is_empty()));
    }
}
