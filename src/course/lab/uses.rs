//! `use`: a check of another lab, with other names in it.

use super::renamed::Renamed;
use super::{Check, Lab, Verb};
use crate::course::{At, Diagnostic};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `use`: takes what another lab's check holds and tells. In lab.yaml, in the place of `holds`:
/// `use: { lab: 07-first-consumer, check: committed-to-the-end, with: { task-created: task-events } }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Use {
    /// The folder of the other lab.
    pub lab: At<String>,
    /// The id of its check.
    pub check: At<String>,
    /// Names of topics, groups, programs, services, data sets, queries and files in it, each with what stands in its
    /// place here. Sources and conditions are rewritten; texts are not, and `tell` beside `use` comes before them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub with: BTreeMap<String, At<String>>,
}

/// Puts what is meant in the place of every `use`. `files` has the path and the text of each lab's file.
pub(in crate::course) fn resolve(
    labs: &mut BTreeMap<String, Lab>,
    files: &BTreeMap<String, (String, String)>,
    found: &mut BTreeMap<String, Vec<Diagnostic>>,
) {
    // What is taken is what was written: a check that takes another cannot be taken itself.
    let written = labs.clone();
    for lab in labs.values_mut() {
        let found = found.entry(lab.slug.clone()).or_default();
        let (path, text) =
            files.get(&lab.slug).map(|(path, text)| (path.as_str(), text.as_str())).unwrap_or_default();
        for check in &mut lab.spec.checks {
            let Some(uses) = check.uses.clone() else { continue };
            let problem = match taken(&uses, &written) {
                Ok((other, renamed)) => {
                    let unknown = uses.with.iter().filter(|(name, _)| !renamed.used.contains(*name));
                    found.extend(unknown.map(|(name, new)| {
                        let message =
                            format!("the check `{}` of lab {} names no `{name}`", *uses.check, *uses.lab);
                        Diagnostic::at(path, text, new.line, new.column, message)
                            .did_you_mean(name, renamed.names.iter().map(String::as_str))
                    }));
                    check.holds = renamed.verb;
                    for (kind, tell) in &other.tell {
                        check.tell.entry(kind.clone()).or_insert_with(|| tell.clone());
                    }
                    for need in &other.needs {
                        if !check.needs.iter().any(|own| **own == **need) {
                            check.needs.push(need.clone());
                        }
                    }
                    continue;
                }
                Err(problem) => problem,
            };
            let at = Diagnostic::at(path, text, problem.at.line, problem.at.column, problem.message);
            found.push(at.did_you_mean(problem.at, problem.known.iter().map(String::as_str)));
        }
    }
}

/// Why nothing can be taken.
struct Problem<'a> {
    at: &'a At<String>,
    message: String,
    known: Vec<String>,
}

fn taken<'a, 'l>(
    uses: &'a Use,
    labs: &'l BTreeMap<String, Lab>,
) -> Result<(&'l Check, Renamed), Problem<'a>> {
    let lab = labs.get(uses.lab.as_str()).ok_or_else(|| Problem {
        at: &uses.lab,
        message: format!("there is no lab `{}`", *uses.lab),
        known: labs.keys().cloned().collect(),
    })?;
    let check = lab.check(&uses.check).ok_or_else(|| Problem {
        at: &uses.check,
        message: format!("lab {} has no check `{}`", lab.slug, *uses.check),
        known: lab.spec.checks.iter().map(|check| check.id.value.clone()).collect(),
    })?;
    match &check.uses {
        Some(further) => Err(Problem {
            at: &uses.check,
            message: format!("this check is itself taken from lab {}: name that one", *further.lab),
            known: Vec::new(),
        }),
        None => Ok((check, Renamed::new(&check.holds, &uses.with))),
    }
}

impl Verb {
    /// What a check holds before what it takes from another lab stands there.
    pub fn nothing() -> Verb {
        Verb::All(Vec::new())
    }

    /// Whether it is [`Verb::nothing`].
    pub fn is_nothing(&self) -> bool {
        matches!(self, Verb::All(verbs) if verbs.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::lab::Spec;
    use insta::assert_snapshot;

    const TAIL: &str = "
stages: []
after: { not_proved: [], experiment: '' }
";

    fn lab(slug: &str, checks: &str) -> (Lab, String) {
        let text = format!("title: T\nlesson: l\nedit: []\nstarter_fails: []\nchecks:\n{checks}{TAIL}");
        let spec: Spec = serde_saphyr::from_str(&text).unwrap();
        let dir = std::path::PathBuf::new();
        let lab =
            Lab { slug: slug.into(), dir, digest: String::new(), spec, mistakes: vec![], variants: vec![] };
        (lab, text)
    }

    const TAKEN: &str = "  - id: arrives
    says: All arrive
    needs: [gateway]
    holds: { count: { of: { records: tasks }, where: \"topics.tasks.partitions == 3\", is: 3 } }
    tell:
      few: { headline: few of theirs, next: why }
      many: { headline: many of theirs, next: why }
";

    fn resolved(checks: &str) -> (Check, String) {
        let (own, text) = lab("own", checks);
        let (other, other_text) = lab("other", TAKEN);
        let files = BTreeMap::from([
            ("own".to_owned(), ("own/lab.yaml".to_owned(), text)),
            ("other".to_owned(), ("other/lab.yaml".to_owned(), other_text)),
        ]);
        let mut labs = BTreeMap::from([("own".to_owned(), own), ("other".to_owned(), other)]);
        let mut found = BTreeMap::new();
        resolve(&mut labs, &files, &mut found);
        let said: Vec<String> = found.into_values().flatten().map(|d: Diagnostic| d.to_string()).collect();
        (labs["own"].spec.checks[0].clone(), said.join("\n"))
    }

    fn uses(of: &str) -> String {
        format!(
            "  - id: mine\n    says: Mine arrive\n    use: {of}\n    tell:\n      few: {{ headline: few of mine, next: why }}\n"
        )
    }

    #[test]
    fn a_check_is_taken_with_its_words_and_other_names() {
        let (check, said) = resolved(&uses("{ lab: other, check: arrives, with: { tasks: orders } }"));
        assert_eq!(said, "");
        assert_eq!(
            serde_json::to_string(&check.holds).unwrap(),
            r#"{"count":{"of":{"records":"orders"},"where":"topics['orders'].partitions == 3","is":3}}"#
        );
        let told: Vec<&str> = check.tell.values().map(|tell| tell.headline.as_str()).collect();
        assert_eq!((told, check.says.as_str()), (vec!["few of mine", "many of theirs"], "Mine arrive"));
        assert_eq!(check.needs[0].value, "gateway");
    }

    #[test]
    fn what_cannot_be_taken_is_told_at_its_place() {
        let said = |of: &str| resolved(&uses(of)).1;
        assert_snapshot!(said("{ lab: othre, check: arrives }"), @"
        error: there is no lab `othre`
         --> own/lab.yaml:8:17
          |
        8 |     use: { lab: othre, check: arrives }
          |                 ^
        help: did you mean `other`?
        ");
        assert_snapshot!(said("{ lab: other, check: arrive }"), @"
        error: lab other has no check `arrive`
         --> own/lab.yaml:8:31
          |
        8 |     use: { lab: other, check: arrive }
          |                               ^
        help: did you mean `arrives`?
        ");
        assert_snapshot!(said("{ lab: own, check: mine }"), @"
        error: this check is itself taken from lab own: name that one
         --> own/lab.yaml:8:29
          |
        8 |     use: { lab: own, check: mine }
          |                             ^
        ");
        assert_snapshot!(said("{ lab: other, check: arrives, with: { task: orders } }"), @"
        error: the check `arrives` of lab other names no `task`
         --> own/lab.yaml:8:54
          |
        8 |     use: { lab: other, check: arrives, with: { task: orders } }
          |                                                      ^
        help: did you mean `tasks`?
        ");
    }
}
