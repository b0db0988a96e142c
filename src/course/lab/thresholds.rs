//! Thresholds: numbers that checks go by and learners are told, each written once.

use super::{Lab, Spec};
use crate::course::At;
use serde_json::Number;
use std::collections::BTreeMap;

/// `thresholds`: the numbers of a lab by name. Conditions ask for `thresholds.NAME`, and a goal, a `says` or a `tell`
/// shows it where it has `{thresholds.NAME}`.
pub type Thresholds = BTreeMap<String, At<Number>>;

impl Spec {
    /// The numbers of its thresholds, for the conditions that ask for them.
    pub fn numbers(&self) -> BTreeMap<String, Number> {
        self.thresholds.iter().map(|(name, number)| (name.clone(), number.value.clone())).collect()
    }
}

/// What stands before a threshold's name in a text.
const OPENS: &str = "{thresholds.";

/// Fills the numbers into the texts that a learner reads.
pub(in crate::course) fn fill(lab: &mut Lab) {
    let Spec { thresholds, checks, stages, .. } = &mut lab.spec;
    for check in checks {
        check.says = filled(&check.says, thresholds);
        for tell in check.tell.values_mut() {
            tell.headline.value = filled(&tell.headline, thresholds);
            tell.next.value = filled(&tell.next, thresholds);
        }
    }
    for stage in stages {
        stage.goal = filled(&stage.goal, thresholds);
        for hint in &mut stage.hints {
            *hint = filled(hint, thresholds);
        }
    }
}

/// The names of the thresholds that a text shows.
pub(super) fn shown(text: &str) -> impl Iterator<Item = &str> {
    text.split(OPENS).skip(1).filter_map(|rest| Some(rest.split_once('}')?.0))
}

fn filled(text: &str, thresholds: &Thresholds) -> String {
    thresholds.iter().fold(text.to_owned(), |text, (name, number)| {
        text.replace(&format!("{OPENS}{name}}}"), &number.to_string())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_shows_the_number() {
        let thresholds = [("health_ms".to_owned(), At::nowhere(Number::from(1000)))].into();
        let text = "/health answers within {thresholds.health_ms} ms, {keys}, {thresholds.other}";
        assert_eq!(shown(text).collect::<Vec<_>>(), ["health_ms", "other"]);
        assert_eq!(filled(text, &thresholds), "/health answers within 1000 ms, {keys}, {thresholds.other}");
    }
}
