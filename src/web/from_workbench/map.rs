//! The course map.

use super::chrome::number;
use super::progress::Reached;
use super::{Answer, Bench};
use crate::course::lesson::Minutes;
use crate::course::{self, Entry};
use crate::web::view::chrome::EngineView;
use crate::web::view::map::{LabLink, LessonRow, MapView, Part, Welcome};
use crate::web::view::{Link, Standing};

impl Bench {
    /// The page at `/`.
    pub(crate) fn map(&self) -> Answer<MapView> {
        let reached = self.reached()?;
        let outline = &self.workbench.course().outline;
        Ok(MapView {
            welcome: reached.opened.is_empty().then(|| self.welcome()).flatten(),
            parts: outline.parts.iter().map(|part| self.part(part, &reached)).collect(),
        })
    }

    fn welcome(&self) -> Option<Welcome> {
        let course = self.workbench.course();
        let entries = course.outline.parts.iter().flat_map(|part| &part.lessons);
        let first = entries.filter_map(|entry| course.lessons.get(&entry.slug)).next()?;
        let start =
            Link::new(format!("Open lesson {}", number(&first.slug)), format!("/lessons/{}", first.slug));
        // What is ready needs no word about its fetching.
        let is_ready = matches!(self.engine(), EngineView::Ready { .. });
        Some(Welcome { fetching: !is_ready, start })
    }

    fn part(&self, part: &course::Part, reached: &Reached) -> Part {
        Part {
            letter: part.id.clone(),
            title: part.title.clone(),
            lessons: part.lessons.iter().map(|entry| self.row(entry, reached)).collect(),
        }
    }

    fn row(&self, entry: &Entry, reached: &Reached) -> LessonRow {
        let lesson = self.workbench.course().lessons.get(&entry.slug);
        let labs = lesson.map(|lesson| lesson.front.labs.as_slice()).unwrap_or_default();
        let several = labs.len() > 1;
        LessonRow {
            number: number(&entry.slug).to_owned(),
            title: entry.title.clone(),
            promise: entry.can.clone(),
            minutes: lesson.map(|lesson| minutes(lesson.front.minutes)),
            standing: lesson.map_or(Standing::Missing, |lesson| reached.lesson(lesson)),
            href: lesson.map(|lesson| format!("/lessons/{}", lesson.slug)),
            labs: labs
                .iter()
                .map(|lab| LabLink {
                    link: Link::new(
                        if several { format!("Lab {}", number(lab)) } else { "Lab".to_owned() },
                        format!("/labs/{lab}"),
                    ),
                    standing: reached.lab(lab),
                })
                .collect(),
        }
    }
}

/// The three figures of a lesson.
pub(super) fn minutes(minutes: Minutes) -> String {
    format!("read {}, lab {}, reflect {} min", minutes.read, minutes.lab, minutes.reflect)
}
