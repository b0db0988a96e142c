//! The verbs that a check can use, as they are written in lab.yaml.

use super::{Before, Claims, Path};
use crate::course::At;
use crate::evidence::Source;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A condition over a stage's evidence. In lab.yaml: `holds: { count: { of: …, is: 3 } }`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    /// The number of items is right.
    Count(Count),
    /// Every item fits.
    Each(Each),
    /// No two items share a key.
    Unique(Unique),
    /// Two sources hold the same keys.
    Same(Same),
    /// One source holds no key that the other lacks.
    Within(Within),
    /// Within a group, a value never goes back.
    Ordered(Ordered),
    /// Within a group, a value never changes.
    Constant(Constant),
    /// No two intervals of a group overlap.
    Disjoint(Disjoint),
    /// Paired by key, the first came before the second.
    Before(Before),
    /// Within a group, the states that came are the beginning of a legal way.
    Path(Path),
    /// Conditions that a learner wrote hold of the run, or do not.
    Claims(Claims),
    /// A condition over the whole evidence.
    Fact(Fact),
    /// All of several; the first that does not hold speaks.
    All(All),
}

/// `all`: a list of verbs.
pub type All = Vec<Verb>;

/// Items of a source, and what identifies each.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pick {
    /// Where they come from.
    pub of: Source,
    /// Which of them, as a CEL condition over an item's fields.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub only: Option<At<String>>,
    /// What identifies one, as a CEL expression over its fields.
    pub by: At<String>,
}

/// `count`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// Where the items come from.
    pub of: Source,
    /// Which of them.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub only: Option<At<String>>,
    /// Exactly so many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is: Option<usize>,
    /// So many or more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<usize>,
    /// So many or fewer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<usize>,
}

/// `each`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Each {
    /// Where the items come from.
    pub of: Source,
    /// Which of them.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub only: Option<At<String>>,
    /// What must hold of each, as a CEL condition over its fields.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holds: Option<At<String>>,
    /// A JSON Schema that each item must fit: of a record its `value`, of a line or a file its `json`, of an effect or a
    /// response its `body`, else the item itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fits: Option<At<Value>>,
}

/// `unique`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unique {
    /// Where the items come from.
    pub of: Source,
    /// Which of them.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub only: Option<At<String>>,
    /// What no two may share.
    pub by: At<String>,
}

/// `same`: what the left side holds, the right side must hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Same {
    /// What is expected.
    pub left: Pick,
    /// What was found.
    pub right: Pick,
    /// How often the right side may hold what the left side holds.
    pub times: Times,
}

/// How often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Times {
    /// As often as on the left.
    Once,
    /// As often as on the left, or more often.
    AtLeastOnce,
    /// As often as on the left, or less often.
    AtMostOnce,
}

/// `within`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Within {
    /// The side that may hold less.
    pub inner: Pick,
    /// The side that holds all that may be there.
    pub outer: Pick,
}

/// `ordered`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ordered {
    /// Where the items come from.
    pub of: Source,
    /// Which of them.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub only: Option<At<String>>,
    /// What makes a group.
    pub by: At<String>,
    /// What never goes back within one.
    pub value: At<String>,
}

/// `constant`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Constant {
    /// Where the items come from.
    pub of: Source,
    /// Which of them.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub only: Option<At<String>>,
    /// What makes a group.
    pub by: At<String>,
    /// What never changes within one.
    pub value: At<String>,
}

/// `disjoint`: one at a time. In lab.yaml, for "a partition has one owner at a time":
/// `disjoint: { of: { members: workers }, by: "partitions.map(p, p.partition)", from: from, to: to }`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Disjoint {
    /// Where the items come from.
    pub of: Source,
    /// Which of them.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub only: Option<At<String>>,
    /// What makes a group. A list puts the item into one group for each of its elements, an empty one into none.
    pub by: At<String>,
    /// When an item's interval begins, a number. An item that has none has no interval, and is left out.
    pub from: At<String>,
    /// When it is over: it does not hold this moment itself. Null or absent where it is not over.
    pub to: At<String>,
}

/// `fact`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// A CEL condition over the whole evidence.
    pub that: At<String>,
    /// CEL expressions whose values are shown where it does not hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shows: Vec<At<String>>,
}

impl Verb {
    /// The ways in which it can fail, each with the names that a message may use in braces.
    pub fn failures(&self) -> Vec<(&'static str, &'static [&'static str])> {
        const KEYS: &[&str] = &["count", "of", "keys"];
        match self {
            Verb::Count(count) => {
                const NAMES: &[&str] = &["count", "expected"];
                let few = (count.is.is_some() || count.at_least.is_some()).then_some(("few", NAMES));
                let many = (count.is.is_some() || count.at_most.is_some()).then_some(("many", NAMES));
                few.into_iter().chain(many).collect()
            }
            Verb::Each(_) => vec![("unfit", &["count", "of", "where", "why"])],
            Verb::Unique(_) => vec![("repeated", KEYS)],
            Verb::Same(same) => {
                let mut kinds = vec![("extra", KEYS)];
                if same.times != Times::AtMostOnce {
                    kinds.push(("missing", KEYS));
                }
                if same.times != Times::AtLeastOnce {
                    kinds.push(("repeated", KEYS));
                }
                kinds
            }
            Verb::Within(_) => vec![("extra", KEYS)],
            Verb::Ordered(_) => vec![("backwards", &["group", "first", "second"])],
            Verb::Constant(_) => vec![("changed", &["group", "first", "second"])],
            Verb::Disjoint(_) => vec![("overlap", &["group", "first", "second"])],
            Verb::Before(_) => {
                vec![("late", &["group", "first", "second", "count", "of", "keys"]), ("missing", KEYS)]
            }
            Verb::Path(path) => {
                const NAMES: &[&str] = &["group", "path"];
                let unfinished = path.ended.then_some(("unfinished", NAMES));
                std::iter::once(("strayed", NAMES)).chain(unfinished).collect()
            }
            Verb::Claims(_) => {
                const NAMES: &[&str] = &["count", "of", "group", "why"];
                vec![("unreadable", NAMES), ("untrue", NAMES)]
            }
            Verb::Fact(_) => vec![("false", &["shown"])],
            Verb::All(verbs) => verbs.iter().flat_map(Verb::failures).collect(),
        }
    }
}
