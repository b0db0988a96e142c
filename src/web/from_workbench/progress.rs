//! What the learner has opened, tried and passed.

use std::collections::HashSet;

use super::{Answer, Bench};
use crate::course::Lesson;
use crate::web::error::WebError;
use crate::web::view::Standing;
use crate::workbench::WorkbenchError;

/// What the learner has opened, tried and passed.
pub(super) struct Reached {
    /// Lessons that were opened, the latest first.
    pub(super) opened: Vec<String>,
    /// Labs with an attempt.
    pub(super) tried: HashSet<String>,
    /// Labs that were passed.
    pub(super) passed: HashSet<String>,
}

impl Bench {
    pub(super) fn reached(&self) -> Answer<Reached> {
        let store = self.workbench.store();
        let wrap = |error| WebError::from(WorkbenchError::from(error));
        let mut tried = HashSet::new();
        for lab in self.workbench.course().labs.keys() {
            if !store.attempts(lab).map_err(wrap)?.is_empty() {
                tried.insert(lab.clone());
            }
        }
        Ok(Reached {
            opened: store.lessons().map_err(wrap)?.into_iter().map(|row| row.slug).collect(),
            tried,
            passed: store.passed_labs().map_err(wrap)?.into_iter().collect(),
        })
    }
}

impl Reached {
    /// A lesson is done when its own lab, the first, is passed. The others are practice.
    pub(super) fn is_done(&self, lesson: &Lesson) -> bool {
        lesson.front.labs.first().is_some_and(|lab| self.passed.contains(lab))
    }

    pub(super) fn lesson(&self, lesson: &Lesson) -> Standing {
        let begun = self.opened.contains(&lesson.slug)
            || lesson.front.labs.iter().any(|lab| self.tried.contains(lab));
        match (self.is_done(lesson), begun) {
            (true, _) => Standing::Done,
            (false, true) => Standing::Begun,
            (false, false) => Standing::New,
        }
    }

    pub(super) fn lab(&self, slug: &str) -> Standing {
        match (self.passed.contains(slug), self.tried.contains(slug)) {
            (true, _) => Standing::Done,
            (false, true) => Standing::Begun,
            (false, false) => Standing::New,
        }
    }
}
