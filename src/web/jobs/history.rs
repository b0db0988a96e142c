//! What a run has said.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::web::view::job::{LineKind, OutputLine, Phase};
use crate::web::view::lesson::PredictBlock;
use crate::web::view::log::LogView;
use crate::web::view::verdict::Death;

/// Lines that are kept. A program that floods its output pushes the oldest out.
pub(super) const KEPT: usize = 2_000;

/// How a run ended.
#[derive(Debug, Clone)]
pub(crate) enum End {
    /// In an attempt with a verdict.
    Attempt(String),
    /// In an attempt of the solution, to be shown beside the learner's.
    Beside {
        /// The learner's.
        attempt: String,
        /// The solution's.
        other: String,
    },
    /// Without a verdict, since none was asked for.
    Tried {
        /// How the program died, if it did.
        death: Option<Death>,
        /// What Kafka held afterwards; a lesson's block does not say.
        log: Option<Box<LogView>>,
    },
    /// In the answer to a prediction, or in why there is none.
    Predicted {
        /// The lesson's folder name.
        lesson: String,
        /// The block, with its answer.
        predict: PredictBlock,
    },
    /// It was stopped.
    Stopped,
    /// It could not be carried out, for a reason that is not the program's.
    Trouble {
        /// What happened.
        message: String,
        /// What to do.
        hint: Option<String>,
    },
}

/// What a run has said.
#[derive(Debug, Default)]
pub(super) struct History {
    phases: Vec<(String, Instant, Option<Duration>)>,
    lines: VecDeque<OutputLine>,
    /// Lines that were pushed out.
    gone: usize,
    /// The program and the run that printed the last line.
    speaker: (String, String),
    end: Option<End>,
}

impl History {
    /// A phase begins, and the one before is over.
    pub(super) fn phase(&mut self, words: String) {
        if self.phases.last().is_some_and(|(last, ..)| *last == words) {
            return;
        }
        self.close_phase();
        self.phases.push((words, Instant::now(), None));
    }

    /// The words of the present phase change, as a figure in them does.
    pub(super) fn rename_phase(&mut self, stage: &str, words: String) {
        match self.phases.last_mut() {
            Some((last, ..)) if last.starts_with(stage) => *last = words,
            _ => self.phase(words),
        }
    }

    /// A line of a program. Where another run of it, or another program, begins to speak, that is said.
    pub(super) fn line_of(&mut self, program: &str, run: &str, line: OutputLine) {
        if self.speaker.0 != program || self.speaker.1 != run {
            let first = self.speaker.0.is_empty();
            self.speaker = (program.to_owned(), run.to_owned());
            // A run that the lab did not name is called after its step, which tells a reader nothing.
            let named = !run.rsplit('-').next().is_some_and(|n| n.chars().all(|c| c.is_ascii_digit()));
            let text = if named { format!("{program}, {run}:") } else { format!("{program}:") };
            if !first || named {
                self.line(OutputLine { kind: LineKind::Note, text });
            }
        }
        self.line(line);
    }

    pub(super) fn line(&mut self, line: OutputLine) {
        self.lines.push_back(line);
        if self.lines.len() > KEPT {
            self.lines.pop_front();
            self.gone += 1;
        }
    }

    pub(super) fn end(&mut self, end: End) {
        self.close_phase();
        self.end = Some(end);
    }

    pub(super) fn ended(&self) -> Option<&End> {
        self.end.as_ref()
    }

    pub(super) fn phases(&self) -> Vec<Phase> {
        self.phases
            .iter()
            .map(|(words, _, took)| Phase { words: words.clone(), took: took.map(seconds) })
            .collect()
    }

    /// How long all phases took together, up to now where one goes on.
    pub(super) fn took(&self) -> String {
        seconds(self.phases.iter().map(|(_, began, took)| took.unwrap_or_else(|| began.elapsed())).sum())
    }

    /// The lines after the first `seen`, and how many there have been with them.
    pub(super) fn lines_after(&self, seen: usize) -> (Vec<OutputLine>, usize) {
        let mut lines = Vec::new();
        if let Some(missed) = self.gone.checked_sub(seen).filter(|missed| *missed > 0) {
            let text = format!("… {missed} lines are not shown here …");
            lines.push(OutputLine { kind: LineKind::Note, text });
        }
        lines.extend(self.lines.iter().skip(seen.saturating_sub(self.gone)).cloned());
        (lines, self.gone + self.lines.len())
    }

    fn close_phase(&mut self) {
        if let Some((_, began, took @ None)) = self.phases.last_mut() {
            *took = Some(began.elapsed());
        }
    }
}

fn seconds(took: Duration) -> String {
    format!("{:.1} s", took.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: impl ToString) -> OutputLine {
        OutputLine { kind: LineKind::Out, text: text.to_string() }
    }

    #[test]
    fn a_watcher_gets_what_it_has_not_seen() {
        let mut history = History::default();
        history.line(line("a"));
        history.line(line("b"));
        assert_eq!(history.lines_after(0), (vec![line("a"), line("b")], 2));
        assert_eq!(history.lines_after(1), (vec![line("b")], 2));
        assert_eq!(history.lines_after(2), (vec![], 2));
        // A browser may say anything.
        assert_eq!(history.lines_after(99), (vec![], 2));
    }

    #[test]
    fn a_flood_is_cut_and_the_cut_is_told() {
        let mut history = History::default();
        for n in 0..KEPT + 10 {
            history.line(line(n));
        }
        let (lines, seen) = history.lines_after(4);
        assert_eq!(seen, KEPT + 10);
        assert_eq!(lines.len(), KEPT + 1);
        assert_eq!(lines[0].text, "… 6 lines are not shown here …");
        assert_eq!(lines[1], line(10));
    }

    #[test]
    fn another_run_is_announced_by_the_name_that_the_lab_gives_it() {
        let mut history = History::default();
        for (run, text) in [("run-2", "a"), ("run-3", "b"), ("run-3", "c"), ("oversized", "d")] {
            history.line_of("producer", run, line(text));
        }
        let lines: Vec<String> = history.lines_after(0).0.into_iter().map(|line| line.text).collect();
        assert_eq!(lines, ["a", "producer:", "b", "c", "producer, oversized:", "d"]);
    }

    #[test]
    fn a_phase_is_over_when_the_next_begins() {
        let mut history = History::default();
        history.phase("starting".to_owned());
        history.rename_phase("Fetching", "Fetching: 1 of 2 MB".to_owned());
        history.rename_phase("Fetching", "Fetching: 2 of 2 MB".to_owned());
        let phases = history.phases();
        assert_eq!(phases.len(), 2);
        assert!(phases[0].took.is_some());
        assert_eq!(phases[1], Phase { words: "Fetching: 2 of 2 MB".to_owned(), took: None });
        history.end(End::Stopped);
        assert!(history.phases()[1].took.is_some());
    }
}
