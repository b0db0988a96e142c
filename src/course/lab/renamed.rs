//! A verb with other names in its sources and conditions.

use super::{Pick, Verb};
use crate::course::At;
use crate::evidence::Source;
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};

/// Parts of the evidence that are asked by a name which a lab has given.
const NAMED: &str =
    "given|topics|partitions|records|programs|lines|commits|members|effects|rows|answers|files|resources";

/// A verb, renamed.
pub(super) struct Renamed {
    pub(super) verb: Verb,
    /// Which of the names were found in it.
    pub(super) used: BTreeSet<String>,
    /// All names that its sources have.
    pub(super) names: BTreeSet<String>,
}

impl Renamed {
    /// `verb` with what `with` says in the place of each name. A condition names something by a text that is that name
    /// (`group == 'billing'`, `records['orders']`) or by a field of a part of the evidence (`commits.billing`).
    pub(super) fn new(verb: &Verb, with: &BTreeMap<String, At<String>>) -> Renamed {
        let mut renamed = Renamed { verb: verb.clone(), used: BTreeSet::new(), names: BTreeSet::new() };
        let (mut sources, mut texts) = (Vec::new(), Vec::new());
        parts(&mut renamed.verb, &mut sources, &mut texts);
        for source in sources {
            for name in source.names_mut() {
                renamed.names.insert(name.clone());
                if let Some(new) = with.get(name.as_str()) {
                    renamed.used.insert(std::mem::replace(name, new.value.clone()));
                }
            }
            for text in source.texts_mut() {
                rewrite(text, with, &mut renamed.used);
            }
        }
        for text in texts {
            rewrite(&mut text.value, with, &mut renamed.used);
        }
        renamed
    }
}

/// Names in a condition, all at once, so that two can change places.
fn rewrite(text: &mut String, with: &BTreeMap<String, At<String>>, used: &mut BTreeSet<String>) {
    let pattern =
        format!(r#"'(?<one>[^'\\]*)'|"(?<two>[^"\\]*)"|\b(?<root>{NAMED})\.(?<field>[A-Za-z_]\w*)"#);
    let Ok(pattern) = Regex::new(&pattern) else { return };
    let rewritten = pattern.replace_all(text, |found: &regex::Captures<'_>| {
        let whole = found[0].to_owned();
        let Some(name) = ["one", "two", "field"].iter().find_map(|group| found.name(group)) else {
            return whole;
        };
        let Some(new) = with.get(name.as_str()) else { return whole };
        used.insert(name.as_str().to_owned());
        let quote = if found.name("two").is_some() { '"' } else { '\'' };
        match found.name("root") {
            Some(root) => format!("{}[{quote}{}{quote}]", root.as_str(), new.value),
            None => format!("{quote}{}{quote}", new.value),
        }
    });
    *text = rewritten.into_owned();
}

/// The sources and the expressions of a verb.
fn parts<'v>(verb: &'v mut Verb, sources: &mut Vec<&'v mut Source>, texts: &mut Vec<&'v mut At<String>>) {
    let mut pick = |pick: &'v mut Pick, texts: &mut Vec<&'v mut At<String>>| {
        sources.push(&mut pick.of);
        texts.extend(pick.only.iter_mut().chain([&mut pick.by]));
    };
    match verb {
        Verb::Count(v) => {
            sources.push(&mut v.of);
            texts.extend(&mut v.only);
        }
        Verb::Each(v) => {
            sources.push(&mut v.of);
            texts.extend(v.only.iter_mut().chain(&mut v.holds));
        }
        Verb::Unique(v) => {
            sources.push(&mut v.of);
            texts.extend(v.only.iter_mut().chain([&mut v.by]));
        }
        Verb::Same(v) => {
            pick(&mut v.left, texts);
            pick(&mut v.right, texts);
        }
        Verb::Within(v) => {
            pick(&mut v.inner, texts);
            pick(&mut v.outer, texts);
        }
        Verb::Ordered(v) => {
            sources.push(&mut v.of);
            texts.extend(v.only.iter_mut().chain([&mut v.by, &mut v.value]));
        }
        Verb::Constant(v) => {
            sources.push(&mut v.of);
            texts.extend(v.only.iter_mut().chain([&mut v.by, &mut v.value]));
        }
        Verb::Disjoint(v) => {
            sources.push(&mut v.of);
            texts.extend(v.only.iter_mut().chain([&mut v.by, &mut v.from, &mut v.to]));
        }
        Verb::Before(v) => {
            pick(&mut v.first, texts);
            pick(&mut v.second, texts);
            texts.extend(v.first_at.iter_mut().chain(&mut v.second_at));
        }
        Verb::Claims(v) => {
            sources.push(&mut v.of);
            texts.extend(v.only.iter_mut().chain([&mut v.by, &mut v.condition]));
        }
        Verb::Path(v) => {
            sources.push(&mut v.of);
            texts.extend(v.only.iter_mut().chain([&mut v.by, &mut v.state]));
        }
        Verb::Fact(v) => texts.extend(std::iter::once(&mut v.that).chain(&mut v.shows)),
        Verb::All(verbs) => {
            for verb in verbs {
                parts(verb, sources, texts);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn renamed(verb: &str, with: &[(&str, &str)]) -> (String, Vec<String>) {
        let verb: Verb = serde_saphyr::from_str(verb).unwrap();
        let with =
            with.iter().map(|(old, new)| ((*old).to_owned(), At::nowhere((*new).to_owned()))).collect();
        let renamed = Renamed::new(&verb, &with);
        (serde_json::to_string(&renamed.verb).unwrap(), renamed.used.into_iter().collect())
    }

    #[test]
    fn sources_have_the_new_names() {
        let verb = "same: { left: { of: { given: tasks }, by: id }, right: { of: { deliveries: { topic: a, by: g, \
                    effect: { service: email, by: body.id } } }, by: key }, times: once }";
        let (verb, used) = renamed(verb, &[("a", "b"), ("g", "h"), ("email", "sms"), ("tasks", "orders")]);
        assert_eq!(
            verb,
            r#"{"same":{"left":{"of":{"given":"orders"},"by":"id"},"right":{"of":{"deliveries":{"topic":"b","by":"h","effect":{"service":"sms","by":"body.id","record":"key"}}},"by":"key"},"times":"once"}}"#
        );
        assert_eq!(used, ["a", "email", "g", "tasks"]);
    }

    #[test]
    fn conditions_have_them_where_they_name_something() {
        let verb = r#"fact: { that: "commits.g.size() == 1 && records['a'].all(r, r.key != 'ab' && r.a == \"a\") && g.a" }"#;
        let (verb, used) = renamed(verb, &[("a", "x-1"), ("g", "h-2"), ("key", "no")]);
        assert_eq!(
            verb,
            r#"{"fact":{"that":"commits['h-2'].size() == 1 && records['x-1'].all(r, r.key != 'ab' && r.a == \"x-1\") && g.a"}}"#
        );
        assert_eq!(used, ["a", "g"]);
    }

    #[test]
    fn two_names_change_places() {
        let (verb, _) = renamed("fact: { that: records.a == records.b }", &[("a", "b"), ("b", "a")]);
        assert_eq!(verb, r#"{"fact":{"that":"records['b'] == records['a']"}}"#);
    }
}
