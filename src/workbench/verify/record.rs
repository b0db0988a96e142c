//! Runs as lines of a report, so that repeats add up over days.

use super::ProgramRun;
use crate::course::Lab;
use crate::workbench::WorkbenchError;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

/// Runs of one program on one day that came to the same, as a line of a report has them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The day, in UTC.
    pub day: String,
    /// The lab's folder name.
    pub lab: String,
    /// The state of the program and of the lab around it: runs of the same state may be added.
    pub state: String,
    /// The program.
    pub program: String,
    /// `passed`, `failed` or `not graded`.
    pub outcome: String,
    /// Checks that failed, each once.
    pub failed: Vec<String>,
    /// Checks that held in some stage and failed in none, each once.
    pub held: Vec<String>,
    /// What was not as it should be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<String>,
    /// Milliseconds from the order to the verdict, a number a run.
    pub took: Vec<i64>,
    /// Milliseconds of it that neither a program ran nor a cluster was waited for, likewise.
    pub own: Vec<i64>,
}

impl Record {
    /// How many runs it stands for.
    pub fn runs(&self) -> usize {
        self.took.len()
    }

    fn of(run: &ProgramRun, state: &str) -> Record {
        let mut held: Vec<String> = Vec::new();
        for check in run.held.iter().filter(|check| !run.failed.contains(check)) {
            if !held.contains(check) {
                held.push(check.clone());
            }
        }
        Record {
            day: jiff::Timestamp::now().strftime("%Y-%m-%d").to_string(),
            lab: run.lab.clone(),
            state: state.to_owned(),
            program: run.program.clone(),
            outcome: run.outcome.clone(),
            failed: run.failed.clone(),
            held,
            problems: run.problems.clone(),
            took: vec![run.took / 1_000],
            own: vec![run.own / 1_000],
        }
    }

    /// Takes in the runs of `other`, where they came to the same.
    fn takes(&mut self, other: &Record) -> bool {
        let key = |r: &Record| {
            let what = (r.outcome.clone(), r.failed.clone(), r.held.clone(), r.problems.clone());
            (r.day.clone(), r.lab.clone(), r.state.clone(), r.program.clone(), what)
        };
        let same = key(self) == key(other);
        if same {
            self.took.extend(&other.took);
            self.own.extend(&other.own);
        }
        same
    }
}

/// The lines about programs of a lab as they are now, of which `states` has the state by name.
pub(super) fn as_they_are<'a>(
    lab: &Lab,
    records: &'a [Record],
    states: &BTreeMap<String, String>,
) -> Vec<&'a Record> {
    let is_now = |record: &&Record| {
        record.lab == lab.slug && states.get(&record.program).is_some_and(|state| *state == record.state)
    };
    records.iter().filter(is_now).collect()
}

/// The lines for runs of labs, each with the state of its program. Runs that came to the same share a line.
pub(super) fn records<'a>(runs: impl IntoIterator<Item = (&'a ProgramRun, &'a str)>) -> Vec<Record> {
    let mut records: Vec<Record> = Vec::new();
    for (run, state) in runs {
        let record = Record::of(run, state);
        if !records.iter_mut().any(|other| other.takes(&record)) {
            records.push(record);
        }
    }
    records
}

/// Adds lines to the report in `file`, which is made where it is not there.
///
/// # Errors
/// Where it cannot be written.
pub(super) fn append(file: &Path, records: &[Record]) -> Result<(), WorkbenchError> {
    let failed = |source| WorkbenchError::file("write", file)(source);
    let mut report = OpenOptions::new().create(true).append(true).open(file).map_err(failed)?;
    let line = |record: &Record| serde_json::to_string(record).map(|line| line + "\n");
    let lines: String = records.iter().map(line).collect::<Result<_, _>>().map_err(|e| failed(e.into()))?;
    // In one call, so that two that write at once do not mix their lines.
    report.write_all(lines.as_bytes()).map_err(failed)
}

/// The lines of the report in `file`; none where it is not there.
///
/// # Errors
/// Where it cannot be read, or a line of it is none of ours.
pub(super) fn read(file: &Path) -> Result<Vec<Record>, WorkbenchError> {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(WorkbenchError::file("read", file)(error)),
    };
    let line = |(n, line): (usize, &str)| {
        serde_json::from_str(line).map_err(|error| {
            let place = format!("{}:{n}", file.display());
            WorkbenchError::Refused(format!(
                "{place} is no run of a report: {error}. Nothing was changed; mend or remove the line"
            ))
        })
    };
    (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()).map(line).collect()
}
