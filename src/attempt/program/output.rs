//! What programs printed, line by line, with the time at which it was read.

use crate::attempt::Listener;
use crate::attempt::clock::Clock;
use crate::evidence::{Line, Stream};
use serde_json::Value;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What is kept of a program: so many of the first lines and so many of the last.
const FIRST: Room = Room { lines: 10_000, bytes: 4 << 20 };
const LAST: Room = Room { lines: 1_000, bytes: 1 << 20 };

/// How much is kept. Lines are counted too, as short ones take more room than their text.
struct Room {
    lines: usize,
    bytes: usize,
}

/// The output of all programs of a stage; cheap to clone.
#[derive(Debug, Clone)]
pub(in crate::attempt) struct Output {
    shared: Arc<Mutex<BTreeMap<String, Kept>>>,
    clock: Clock,
    listener: Listener,
    /// The working folder, which is taken out of what programs print.
    folder: String,
}

#[derive(Debug, Default)]
struct Kept {
    first: Vec<Line>,
    first_bytes: usize,
    last: VecDeque<Line>,
    last_bytes: usize,
    /// Lines that came, kept or not.
    count: i64,
}

impl Output {
    pub(in crate::attempt) fn new(clock: Clock, listener: Listener, folder: &std::path::Path) -> Output {
        Output { shared: Arc::default(), clock, listener, folder: format!("{}/", folder.display()) }
    }

    /// Takes a line that a program printed.
    pub(super) fn push(&self, program: &str, run: &str, stream: Stream, text: &str) {
        // A traceback then names `producer.py`, on every machine and in every attempt.
        let text = text.replace(&self.folder, "");
        let json = match stream {
            Stream::Stdout if text.starts_with('{') => {
                serde_json::from_str(&text).ok().filter(Value::is_object).unwrap_or_default()
            }
            _ => Value::Null,
        };
        let mut shared = self.lock();
        let kept = shared.entry(program.to_owned()).or_default();
        kept.count += 1;
        let line = Line {
            program: program.to_owned(),
            run: run.to_owned(),
            n: kept.count,
            at: self.clock.now(),
            stream,
            text,
            json,
        };
        // A flood is for nobody to watch; the page shows what is kept.
        if kept.keeps(&line) {
            self.listener.line(&line);
        }
        kept.push(line);
    }

    /// All lines that were kept, by program.
    pub(in crate::attempt) fn lines(&self) -> BTreeMap<String, Vec<Line>> {
        let shared = self.lock();
        shared.iter().map(|(program, kept)| (program.clone(), kept.lines())).collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Kept>> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    /// Whether a line still belongs to the first ones; once one does not, none does.
    fn keeps(&self, line: &Line) -> bool {
        self.last.is_empty()
            && self.first.len() < FIRST.lines
            && self.first_bytes + line.text.len() <= FIRST.bytes
    }

    fn push(&mut self, line: Line) {
        if self.keeps(&line) {
            self.first_bytes += line.text.len();
            self.first.push(line);
            return;
        }
        self.last_bytes += line.text.len();
        self.last.push_back(line);
        while self.last.len() > LAST.lines || self.last_bytes > LAST.bytes {
            let Some(dropped) = self.last.pop_front() else { break };
            self.last_bytes -= dropped.text.len();
        }
    }

    fn lines(&self) -> Vec<Line> {
        let cut = self.count - i64::try_from(self.first.len() + self.last.len()).unwrap_or(self.count);
        let middle = (cut > 0).then(|| self.first.last()).flatten().map(|before| Line {
            n: before.n + 1,
            stream: Stream::Stderr,
            text: format!("(the workbench left out {cut} lines here)"),
            json: Value::Null,
            ..before.clone()
        });
        self.first.iter().cloned().chain(middle).chain(self.last.iter().cloned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn output() -> Output {
        Output::new(Clock::start(), Listener::silent(), Path::new("/somewhere/work"))
    }

    #[test]
    fn only_objects_on_standard_output_are_data() {
        let output = output();
        output.push("p", "r", Stream::Stdout, "{\"id\": 1}");
        output.push("p", "r", Stream::Stdout, "{not json");
        output.push("p", "r", Stream::Stderr, "{\"id\": 2}");
        output.push("p", "r", Stream::Stdout, "3");
        let json: Vec<Value> = output.lines()["p"].iter().map(|line| line.json.clone()).collect();
        assert_eq!(json, [serde_json::json!({"id": 1}), Value::Null, Value::Null, Value::Null]);
    }

    #[test]
    fn paths_in_the_working_folder_are_short() {
        let output = output();
        output.push("p", "r", Stream::Stderr, "  File \"/somewhere/work/producer.py\", line 3");
        assert_eq!(output.lines()["p"][0].text, "  File \"producer.py\", line 3");
    }

    #[test]
    fn a_flood_keeps_its_beginning_and_its_end() {
        let output = output();
        for n in 0..FIRST.lines + LAST.lines + 500 {
            output.push("p", "r", Stream::Stdout, &n.to_string());
        }
        let lines = &output.lines()["p"];
        assert_eq!(lines.len(), FIRST.lines + LAST.lines + 1);
        assert_eq!(lines[FIRST.lines].text, "(the workbench left out 500 lines here)");
        assert_eq!(lines.last().unwrap().text, (FIRST.lines + LAST.lines + 499).to_string());
    }

    #[test]
    fn a_flood_of_long_lines_is_cut_by_its_size() {
        let output = output();
        let long = "x".repeat(64 << 10);
        for _ in 0..200 {
            output.push("p", "r", Stream::Stdout, &long);
        }
        output.push("p", "r", Stream::Stdout, "the end");
        let lines = &output.lines()["p"];
        let bytes: usize = lines.iter().map(|line| line.text.len()).sum();
        assert!(bytes <= FIRST.bytes + LAST.bytes, "{bytes} bytes");
        assert_eq!(lines[64].text, "(the workbench left out 121 lines here)");
        assert_eq!(lines.last().unwrap().text, "the end");
    }
}
