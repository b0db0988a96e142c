//! Looks at everything that the workbench needs, and says how to mend what is wrong.

use super::Workbench;
use crate::engine::{Report, Shape, runtime};
use serde::Serialize;
use std::time::Instant;

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Symptom {
    /// What was looked at.
    pub what: String,
    /// How it is.
    pub health: Health,
    /// What was found.
    pub found: String,
    /// What mends it.
    pub fix: Option<String>,
}

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// As it should be.
    Good,
    /// It will be there when it is needed, or only some need it.
    Later,
    /// Nothing can be graded until it is mended.
    Bad,
}

/// What a first start fetches and writes, with room for attempts.
const DISK_NEEDED: u64 = 1 << 30;
/// A broker and a program.
const MEMORY_NEEDED: u64 = 700 << 20;

impl Workbench {
    /// Looks at home, course, Python, what was fetched, and at a broker that it starts. Fetches nothing that was
    /// not there before; what is damaged is mended.
    pub async fn doctor(&self, report: &Report) -> Vec<Symptom> {
        let mut found = vec![self.disk(), memory(), self.content()];
        let python = match runtime::find_python().await {
            Ok(python) => good("Python", format!("{} at {}", python.version, python.program.display())),
            Err(error) => bad("Python", error.to_string(), error.hint()),
        };
        let has_python = python.health == Health::Good;
        found.push(python);
        if !runtime::was_prepared(&self.home.cache()) {
            found.push(Symptom {
                what: "Kafka, Java and the labs' packages".to_owned(),
                health: Health::Later,
                found: "not fetched yet: about 170 MB, once, into the home".to_owned(),
                fix: Some("start the workbench, or grade any lab".to_owned()),
            });
        } else if has_python {
            found.extend(self.kafka(report).await);
        }
        found
    }

    /// Checks every sum of what was fetched, then starts a broker and has it prove itself.
    async fn kafka(&self, report: &Report) -> Vec<Symptom> {
        let mut found = Vec::new();
        match runtime::prepare_with(&self.home.cache(), runtime::Depth::Sums, report).await {
            Ok(runtime) => {
                found.push(good(
                    "Java",
                    format!("{} at {}", runtime.java.version, runtime.java.program.display()),
                ));
                found.push(good(
                    "Kafka",
                    format!("{}, every file as it was fetched", runtime.class_path.kafka_version),
                ));
            }
            Err(error) => return vec![bad("Kafka", error.to_string(), error.hint())],
        }
        let began = Instant::now();
        match self.engine.cluster(&Shape::alone(), report).await {
            Ok(cluster) => {
                let took = began.elapsed();
                found.push(match cluster.canary().await {
                    Ok(()) => good(
                        "A broker",
                        format!("started in {:.1} s, and wrote, read and committed", took.as_secs_f64()),
                    ),
                    Err(error) => bad("A broker", error.to_string(), error.hint()),
                });
                cluster.stop().await;
            }
            Err(error) => found.push(bad("A broker", error.to_string(), error.hint())),
        }
        found
    }

    fn disk(&self) -> Symptom {
        let root = self.home.root();
        let free = rustix::fs::statvfs(root).map(|fs| fs.f_bavail.saturating_mul(fs.f_frsize));
        let place = format!("home {}", root.display());
        match free {
            Ok(free) if free < DISK_NEEDED => bad(
                "Disk",
                format!("{place}, {} MB free", free >> 20),
                Some("free a gigabyte, or take another folder with --home DIR".to_owned()),
            ),
            Ok(free) => good("Disk", format!("{place}, {} GB free", free >> 30)),
            Err(error) => bad("Disk", format!("{place}: {error}"), None),
        }
    }

    fn content(&self) -> Symptom {
        let (lessons, labs) = (self.course.lessons.len(), self.course.labs.len());
        match self.diagnostics.as_slice() {
            [] => {
                good("Course", format!("{lessons} lessons, {labs} labs, in {}", self.course.root.display()))
            }
            wrong => bad(
                "Course",
                format!("{} places in {} need a look", wrong.len(), self.course.root.display()),
                Some("`kafka-workbench list` names them".to_owned()),
            ),
        }
    }
}

fn memory() -> Symptom {
    let text = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kilobytes = text
        .lines()
        .find_map(|line| line.strip_prefix("MemAvailable:"))
        .and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
    match kilobytes.map(|kb| kb << 10) {
        Some(free) if free < MEMORY_NEEDED => bad(
            "Memory",
            format!("{} MB free", free >> 20),
            Some("a broker needs about 400 MB: close another program".to_owned()),
        ),
        Some(free) => good("Memory", format!("{} MB free", free >> 20)),
        None => Symptom {
            what: "Memory".to_owned(),
            health: Health::Later,
            found: "this system does not say; a broker needs about 400 MB".to_owned(),
            fix: None,
        },
    }
}

fn good(what: &str, found: String) -> Symptom {
    Symptom { what: what.to_owned(), health: Health::Good, found, fix: None }
}

fn bad(what: &str, found: String, fix: Option<String>) -> Symptom {
    Symptom { what: what.to_owned(), health: Health::Bad, found, fix }
}
