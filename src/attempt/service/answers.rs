//! What a service answers, where a step has said so.

use super::call::Call;
use crate::course::At;
use crate::course::lab::Answer;
use crate::evidence::cel::{Complaint, Condition, Scope};
use crate::evidence::{Cite, Evidence, Item};
use serde_json::Value;
use std::time::Duration;

/// An answer for some of the calls.
#[derive(Debug)]
pub(in crate::attempt) struct Rule {
    when: Option<Condition>,
    answer: Chosen,
    /// How many calls it is still for.
    left: Option<u64>,
}

/// How a call is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chosen {
    pub(super) status: u16,
    /// The body, where it is not the usual one.
    pub(super) body: Option<Value>,
    pub(super) after: Duration,
}

impl Rule {
    /// # Errors
    /// Where its condition cannot be compiled.
    pub(in crate::attempt) fn of(answer: &Answer) -> Result<Rule, Complaint> {
        Ok(Rule {
            when: answer.when.as_ref().map(|when| Condition::compile(when)).transpose()?,
            answer: Chosen {
                status: answer.status.unwrap_or(200),
                body: answer.body.clone(),
                after: answer.after.map_or(Duration::ZERO, |span| span.0),
            },
            left: answer.times,
        })
    }

    /// The rules that `answers` make, in their order.
    ///
    /// # Errors
    /// As [`Rule::of`].
    pub(in crate::attempt) fn all(answers: &[At<Answer>]) -> Result<Vec<Rule>, Complaint> {
        answers.iter().map(|answer| Rule::of(answer)).collect()
    }

    fn fits(&self, call: &Call, n: i64) -> bool {
        self.when.as_ref().is_none_or(|when| fits(when, call, n))
    }
}

/// Whether the condition holds of a call, which would be the `n`th.
pub(super) fn fits(condition: &Condition, call: &Call, n: i64) -> bool {
    let cite = Cite::Step { id: "service".to_owned() };
    let item = Item { fields: call.fields(n), cite };
    // What the call lacks it does not fit: `body.id` of a call without a body.
    Scope::new(&Evidence::default()).holds(condition, Some(&item)) == Ok(true)
}

/// The answer of the first rule that fits the call, which is then used up by one.
pub(super) fn choose(rules: &mut [Rule], call: &Call, n: i64) -> Option<Chosen> {
    let rule = rules.iter_mut().find(|rule| rule.left != Some(0) && rule.fits(call, n))?;
    rule.left = rule.left.map(|left| left - 1);
    Some(rule.answer.clone())
}
