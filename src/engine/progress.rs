//! What slow work says while it is under way.
//!
//! Whoever starts the work hands in a [`Report`]; a page turns the events into a bar, a terminal into a line.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;

/// A step of slow work, as a reader sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// What is being done, in plain words: "Fetching Kafka".
    pub stage: String,
    /// How far it is, where that is known.
    pub amount: Option<Amount>,
}

/// How much of a stage is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Amount {
    /// In `unit`.
    pub done: u64,
    /// In `unit`; `None` where the end is not known.
    pub total: Option<u64>,
    /// What `done` and `total` count.
    pub unit: Unit,
}

/// What an [`Amount`] counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Bytes, shown as megabytes of 10⁶.
    Bytes,
    /// Things: packages, files, labs.
    Items,
}

/// Where progress goes; cheap to clone.
#[derive(Clone)]
pub struct Report(Arc<dyn Fn(Progress) + Send + Sync>);

impl Report {
    /// `listener` is called from any thread and must return at once.
    pub fn new(listener: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        Self(Arc::new(listener))
    }

    /// For work that nobody watches.
    pub fn silent() -> Self {
        Self::new(|_| {})
    }

    /// Passes on what another report heard.
    pub fn tell(&self, progress: Progress) {
        (self.0)(progress);
    }

    /// A stage without a figure begins.
    pub fn stage(&self, stage: impl Into<String>) {
        (self.0)(Progress { stage: stage.into(), amount: None });
    }

    /// A stage counted in bytes.
    pub fn bytes(&self, stage: impl Into<String>, done: u64, total: u64) {
        let amount = Amount { done, total: Some(total), unit: Unit::Bytes };
        (self.0)(Progress { stage: stage.into(), amount: Some(amount) });
    }

    /// A stage counted in things.
    pub fn items(&self, stage: impl Into<String>, done: u64, total: u64) {
        let amount = Amount { done, total: Some(total), unit: Unit::Items };
        (self.0)(Progress { stage: stage.into(), amount: Some(amount) });
    }
}

impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Report")
    }
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.stage)?;
        match self.amount {
            None => Ok(()),
            Some(amount) => write!(f, ": {amount}"),
        }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.unit, self.total) {
            (Unit::Bytes, None) => write!(f, "{} MB", megabytes(self.done)),
            (Unit::Bytes, Some(total)) => write!(f, "{} of {} MB", megabytes(self.done), megabytes(total)),
            (Unit::Items, None) => write!(f, "{}", self.done),
            (Unit::Items, Some(total)) => write!(f, "{} of {total}", self.done),
        }
    }
}

/// Megabytes with one decimal, without floating point.
fn megabytes(bytes: u64) -> String {
    let tenths = (bytes + 50_000) / 100_000;
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[test]
    fn reads_as_a_line() {
        let lines = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&lines);
        let report = Report::new(move |progress| kept.lock().unwrap().push(progress.to_string()));
        report.stage("Looking for Python");
        report.bytes("Fetching Kafka", 12_340_000, 55_000_000);
        report.items("Installing Python packages", 3, 54);
        assert_eq!(
            *lines.lock().unwrap(),
            ["Looking for Python", "Fetching Kafka: 12.3 of 55.0 MB", "Installing Python packages: 3 of 54"]
        );
    }
}
