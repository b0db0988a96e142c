//! A lab.

use super::chrome::number;
use super::{Answer, Bench, lesson, log};
use crate::course::lab::{Lab, Stage};
use crate::grade::Bundle;
use crate::store::AttemptRow;
use crate::web::error::WebError;
use crate::web::markdown;
use crate::web::page::files::digest;
use crate::web::view::lab::{self, CheckLine, FileView, Here, Hints, LabView, StageView};
use crate::web::view::{Link, Moment, Standing};
use crate::workbench::{JudgedHere, WorkbenchError, read};

impl Bench {
    /// The page at `/labs/{slug}`.
    pub(crate) fn lab(&self, slug: &str) -> Answer<LabView> {
        let course = self.workbench.course();
        let lab = self.workbench.lab(slug)?;
        let slug = lab.slug.as_str();
        let attempts = self.workbench.store().attempts(slug).map_err(WorkbenchError::from)?;
        let last = attempts.first().and_then(|row| self.bundle(&row.id));
        let lesson = course.lessons.get(lab.spec.lesson.as_str());
        let current = current_stage(&lab, last.as_ref());
        let stages = lab.spec.stages.iter().enumerate();
        Ok(LabView {
            slug: slug.to_owned(),
            title: lab.spec.title.clone(),
            lesson: lesson.map_or_else(
                || Link::new("Course", "/"),
                |lesson| Link {
                    text: format!("Lesson {}: {}", number(&lesson.slug), lesson.front.title),
                    ..lesson::link(lesson)
                },
            ),
            standing: self.reached()?.lab(slug),
            limit: format!("{} s", lab.spec.limit.0.as_secs()),
            folder: self.workbench.home().lab(slug).display().to_string(),
            here: here(&self.workbench.judged_here(&lab)),
            stages: stages
                .map(|(n, stage)| self.stage(&lab, n, stage, current, last.as_ref()))
                .collect::<Answer<_>>()?,
            current: current + 1,
            files: self.files(slug)?,
            job: self.jobs.running(slug).map(|job| job.view()),
            verdict: last.as_ref().map(|bundle| self.verdict(bundle)),
            log: last.as_ref().map(|bundle| log::view(bundle, true)).unwrap_or_default(),
            attempts: attempts.iter().map(row).collect(),
        })
    }

    /// The files of a lab.
    pub(crate) fn files(&self, slug: &str) -> Answer<Vec<FileView>> {
        let files = self.workbench.lab_files(slug)?;
        let view = |file: crate::workbench::LabFile| FileView {
            base: digest(&file.text),
            path: file.path,
            text: file.text,
            editable: file.editable,
        };
        Ok(files.into_iter().map(view).collect())
    }

    /// Writes a file of the learner's.
    pub(crate) fn save_file(&self, slug: &str, path: &str, text: &str) -> Answer<()> {
        Ok(self.workbench.save_file(slug, path, text)?)
    }

    /// Starts over; answers where the files went, if there were any.
    pub(crate) fn reset(&self, slug: &str) -> Answer<Option<String>> {
        Ok(self.workbench.reset(slug)?.trash.map(|trash| trash.display().to_string()))
    }

    /// Shows the hints of a stage up to `count`.
    pub(crate) fn reveal_hint(&self, slug: &str, stage: &str, count: usize) -> Answer<Hints> {
        let lab = self.workbench.lab(slug)?;
        let found = lab.spec.stages.iter().find(|found| found.id.value == stage).ok_or(WebError::NoPage)?;
        let shown = count.min(found.hints.len());
        self.workbench.store().show_hints(&lab.slug, stage, shown).map_err(WorkbenchError::from)?;
        self.hints(&lab, found)
    }

    /// The bundle of an attempt; `None` where it has made room for newer ones, or cannot be read.
    pub(super) fn bundle(&self, id: &str) -> Option<Bundle> {
        read(&self.workbench.home().bundle(id))
            .inspect_err(|error| tracing::warn!(%error, "a bundle could not be read"))
            .ok()
    }

    fn stage(
        &self,
        lab: &Lab,
        n: usize,
        stage: &Stage,
        current: usize,
        last: Option<&Bundle>,
    ) -> Answer<StageView> {
        let verdict = last.and_then(|bundle| bundle.verdict.stages.get(n));
        let checks = stage.checks.iter().filter_map(|id| lab.check(id));
        Ok(StageView {
            id: stage.id.value.clone(),
            number: n + 1,
            title: stage.title.clone(),
            goal_html: markdown::render(&stage.goal),
            checks: checks
                .map(|check| CheckLine {
                    id: check.id.value.clone(),
                    says_html: markdown::inline(&check.says),
                })
                .collect(),
            hints: self.hints(lab, stage)?,
            open: n == current,
            standing: match verdict {
                Some(verdict) if verdict.held() && verdict.reached => Standing::Done,
                Some(verdict) if verdict.reached => Standing::Begun,
                _ => Standing::New,
            },
        })
    }

    fn hints(&self, lab: &Lab, stage: &Stage) -> Answer<Hints> {
        let shown = self.workbench.store().hints_shown(&lab.slug, &stage.id);
        let shown = shown.map_err(WorkbenchError::from)?;
        Ok(Hints {
            shown_html: stage.hints.iter().take(shown).map(|hint| markdown::render(hint)).collect(),
            total: stage.hints.len(),
        })
    }
}

fn here(judged: &JudgedHere) -> Option<Here> {
    let reason = |(why, what): (&str, Vec<&str>)| {
        (super::sentence(why), what.into_iter().map(markdown::inline).collect())
    };
    (!judged.is_whole()).then(|| Here {
        says: judged.figures(),
        left_out: judged.reasons().into_iter().map(reason).collect(),
    })
}

/// The first stage that the last attempt did not hold; the last one where all held.
pub(super) fn current_stage(lab: &Lab, last: Option<&Bundle>) -> usize {
    let held = last.map_or(0, |bundle| bundle.verdict.stages.iter().take_while(|stage| stage.held()).count());
    held.min(lab.spec.stages.len().saturating_sub(1))
}

fn row(row: &AttemptRow) -> lab::AttemptRow {
    let (outcome, class) = match row.outcome.as_str() {
        "passed" => ("passed", "tag--held"),
        "failed" => ("failed", "tag--broken"),
        _ => ("not graded", "tag--amber"),
    };
    lab::AttemptRow {
        link: Link::new(row.headline.clone(), format!("/attempts/{}", row.id)),
        when: Moment::of(&row.began),
        outcome: outcome.to_owned(),
        class,
    }
}
