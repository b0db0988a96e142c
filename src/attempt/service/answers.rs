//! What a service answers, where a step has said so.

use super::call::Call;
use crate::course::lab::Answer;
use crate::evidence::cel::{Complaint, Condition, Scope};
use crate::evidence::{Cite, Evidence, Item};
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Chosen {
    pub(super) status: u16,
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
                after: answer.after.map_or(Duration::ZERO, |span| span.0),
            },
            left: answer.times,
        })
    }

    fn fits(&self, call: &Call, n: i64) -> bool {
        let Some(when) = &self.when else { return true };
        let cite = Cite::Step { id: "service".to_owned() };
        let item = Item { fields: call.fields(n), cite };
        // What the call lacks it does not fit: `body.id` of a call without a body.
        Scope::new(&Evidence::default()).holds(when, Some(&item)) == Ok(true)
    }
}

/// The answer of the first rule that fits the call, which is then used up by one.
pub(super) fn choose(rules: &mut [Rule], call: &Call, n: i64) -> Option<Chosen> {
    let rule = rules.iter_mut().find(|rule| rule.left != Some(0) && rule.fits(call, n))?;
    rule.left = rule.left.map(|left| left - 1);
    Some(rule.answer)
}
