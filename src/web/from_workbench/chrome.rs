//! The frame of every page.

use super::Bench;
use crate::web::view::Link;
use crate::web::view::chrome::{Chrome, ProgressView};

impl Bench {
    /// The frame of a page. Where progress cannot be read, a page is shown without it: the page that
    /// needs it tells why.
    pub(crate) fn chrome(&self, nonce: String) -> Chrome {
        Chrome { nonce, engine: self.engine(), progress: self.progress() }
    }

    /// How far the learner has come.
    pub(crate) fn progress(&self) -> ProgressView {
        let Ok(reached) = self.reached() else { return ProgressView::default() };
        let course = self.workbench.course();
        let entries = || course.outline.parts.iter().flat_map(|part| &part.lessons);
        let done = |slug: &str| course.lessons.get(slug).is_some_and(|lesson| reached.is_done(lesson));
        let there = || entries().filter_map(|entry| course.lessons.get(&entry.slug));
        // Where one was last, else the first that is not done.
        let last = reached.opened.iter().filter_map(|slug| course.lessons.get(slug));
        let next = last.chain(there()).find(|lesson| !reached.is_done(lesson)).map(|lesson| {
            match lesson.front.labs.iter().find(|lab| reached.tried.contains(*lab)) {
                Some(lab) => Link::new(format!("lab {}", number(lab)), format!("/labs/{lab}")),
                None => {
                    Link::new(format!("lesson {}", number(&lesson.slug)), format!("/lessons/{}", lesson.slug))
                }
            }
        });
        ProgressView {
            done: entries().filter(|entry| done(&entry.slug)).count(),
            total: entries().count(),
            rules: self.rules(),
            // On a first visit the page itself says where to begin.
            next: next.filter(|_| !reached.opened.is_empty()),
        }
    }
}

/// `05-first-producer` → `5`.
pub(super) fn number(slug: &str) -> &str {
    crate::course::lab::number(slug)
}
