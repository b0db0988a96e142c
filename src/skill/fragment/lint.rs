//! What a fragment's author must mend although the YAML fits: tags, phrases, paths.

use std::collections::BTreeSet;

use crate::skill::tag::{TagKind, kind_of};

use super::Fragment;

/// Problems as `line:column: text`, the place being where the named value first stands.
pub(super) fn problems(fragment: &Fragment, folder: &str, yaml: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut say = |needle: &str, text: String| found.push(at(yaml, needle, text));
    if fragment.lesson != folder {
        say(&fragment.lesson, format!("`lesson` is {}, and the folder is {folder}", fragment.lesson));
    }
    let number = folder.split('-').next().unwrap_or_default();
    let own = |kind: char, tag: &str| {
        tag.strip_prefix(kind).is_some_and(|rest| rest.starts_with(&format!("{number}.")))
    };
    let mut seen = BTreeSet::new();
    for rule in &fragment.rules {
        if !own('L', &rule.tag) || kind_of(&rule.tag) != Some(TagKind::Proof) {
            say(&rule.tag, format!("the tag of `{}` must be L{number}. and a number", rule.id));
        }
        if !seen.insert(&rule.tag) {
            say(&rule.tag, format!("the tag {} stands twice", rule.tag));
        }
        if rule.lead.ends_with('.') || rule.lead.contains("**") {
            say(&rule.lead, "the lead is a phrase without full stop and emphasis".to_owned());
        }
    }
    for source in &fragment.sources {
        if !own('S', &source.tag) || kind_of(&source.tag) != Some(TagKind::Source) {
            say(&source.tag, format!("a source's tag must be S{number}. and a number"));
        }
    }
    let sources = fragment
        .rules
        .iter()
        .map(|rule| &rule.source)
        .chain(fragment.gotchas.iter().map(|gotcha| &gotcha.source));
    for tag in sources {
        let listed = fragment.sources.iter().any(|source| source.tag == *tag);
        // Tags without a dot are rows of the scaffold.
        if kind_of(tag) != Some(TagKind::Source) || (tag.contains('.') && !listed) {
            say(tag, format!("{tag} is no source that the fragment or the scaffold lists"));
        }
    }
    for tag in fragment.gaps.iter().flat_map(|gap| &gap.answered_by).filter(|tag| !seen.contains(tag)) {
        say(tag, format!("{tag} is no rule of this fragment"));
    }
    if let Some(pattern) = fragment.pattern.as_ref().filter(|pattern| !pattern.to.starts_with("assets/")) {
        say(&pattern.to, "a pattern goes to assets/".to_owned());
    }
    if fragment.topic.is_none() && fragment.has_pieces() {
        found.push("1:1: a fragment with rules, rows or a checklist needs a `topic`".to_owned());
    }
    found
}

impl Fragment {
    /// Whether it has anything to put into the skill.
    fn has_pieces(&self) -> bool {
        let texts = self.rules.len() + self.decisions.len() + self.gotchas.len() + self.errors.len();
        texts + self.checklist.len() + self.sources.len() > 0 || self.pattern.is_some()
    }
}

/// `line:column: text` for the first place of a value.
pub(super) fn at(yaml: &str, needle: &str, text: String) -> String {
    let place =
        yaml.lines().enumerate().find_map(|(index, line)| Some((index + 1, line.find(needle)?, line)));
    let (line, column) = place.map_or((1, 1), |(n, byte, line)| (n, line[..byte].chars().count() + 1));
    format!("{line}:{column}: {text}")
}
