//! Runs the real binary as a person does, and keeps everything that it says.
//!
//! Each test has a home of its own in a folder of its own; all share one warm cache. What the binary starts,
//! and what that starts in turn, carries the folder's path in its environment, so a test can tell whether
//! anything was left running.
#![expect(clippy::expect_used, reason = "helpers of tests are tests too")]

mod copy;
mod filters;
mod permit;
mod running;
mod schema;
mod warm;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use kafka_workbench::engine::runs::{kill_marked, marked};
use tempfile::TempDir;

pub(crate) use crate::engine::NO_NETWORK;
pub(crate) use copy::Copy;
pub(crate) use running::{Running, Said};
pub(crate) use schema::fits;
pub(crate) use warm::cache as warm_cache;

/// A file or folder of this repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The course of the tests, or a file of it.
pub(crate) fn fixture(path: &str) -> PathBuf {
    repository("tests/fixtures/course").join(path)
}

/// Says that a test could not do its work, where people and `scripts/test` see it; with `CI=true` it fails.
#[track_caller]
pub(crate) fn skip(test: &str, missing: &str) {
    use std::io::Write;
    assert!(std::env::var("CI").as_deref() != Ok("true"), "{missing}");
    // Past the capture of a test's output.
    let _ = writeln!(std::io::stderr(), "\nSKIPPED {test}: {missing}");
}

/// A home, and a folder around it for whatever else a test needs.
pub(crate) struct Home {
    folder: TempDir,
    course: PathBuf,
    variables: Vec<(String, String)>,
}

impl Home {
    /// A fresh home with Kafka, Java and Python in its cache, for the course of this repository.
    #[track_caller]
    pub(crate) fn new() -> Home {
        let home = Home::cold();
        fs::create_dir(home.path()).expect("a home");
        std::os::unix::fs::symlink(warm_cache(), home.path().join("cache")).expect("a link to the cache");
        home
    }

    /// A home where nothing was fetched yet. It is not even there.
    pub(crate) fn cold() -> Home {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("tmp")).expect("a folder");
        Home { folder, course: repository(""), variables: Vec::new() }
    }

    /// The same for the course of the tests.
    #[track_caller]
    pub(crate) fn of_fixture() -> Home {
        Home::new().with_course(fixture(""))
    }

    pub(crate) fn with_course(mut self, course: impl Into<PathBuf>) -> Home {
        self.course = course.into();
        self
    }

    /// Sets a variable for every command.
    pub(crate) fn with_variable(mut self, name: &str, value: impl Into<String>) -> Home {
        self.variables.push((name.to_owned(), value.into()));
        self
    }

    /// The home itself.
    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// A file beside the home, written.
    #[track_caller]
    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let file = self.folder.path().join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(&file, text).expect("a file");
        file
    }

    /// A folder beside the home with one program in it, for `grade --dir`.
    #[track_caller]
    pub(crate) fn program(&self, name: &str, text: &str) -> String {
        let file = self.write(&format!("program/{name}"), text);
        file.parent().expect("a folder").display().to_string()
    }

    /// Runs the binary to its end.
    #[track_caller]
    pub(crate) fn run<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Said {
        self.start(args).end()
    }

    /// Starts the binary.
    #[track_caller]
    pub(crate) fn start<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Running {
        let args: Vec<&str> = args.into_iter().collect();
        // On a cluster that is there no broker is started.
        let is_there = args.windows(2).any(|pair| pair[0] == "--engine" && pair[1].contains(':'));
        let starts = args.iter().any(|arg| matches!(*arg, "grade" | "verify" | "doctor")) && !is_there;
        let permit = starts.then(permit::take);
        Running::start(self.command(&args), self.folder.path(), permit)
    }

    /// The binary, ready to be started as a test likes it.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        // A Docker on this machine changes nothing, unless it is asked for.
        let engine: &[&str] = if args.contains(&"--engine") { &[] } else { &["--engine", "local"] };
        let mut command = Command::new(env!("CARGO_BIN_EXE_kafka-workbench"));
        for variable in ["CI", "KAFKA_HOME", "KAFKA_WORKBENCH_PYTHON", "KAFKA_WORKBENCH_JAVA", "RUST_LOG"] {
            command.env_remove(variable);
        }
        command
            .current_dir(self.folder.path())
            .env("TMPDIR", self.folder.path().join("tmp"))
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .arg("--home")
            .arg(self.path())
            .arg("--course")
            .arg(&self.course)
            .args(engine)
            .args(args);
        command
    }

    /// Processes of this home's commands, and of what those started.
    pub(crate) fn processes(&self) -> Vec<u32> {
        marked(&self.folder.path().to_string_lossy())
    }

    /// What lies below `path` of the home, by name.
    pub(crate) fn entries(&self, path: &str) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.path().join(path))
            .into_iter()
            .flatten()
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        // A test that failed leaves nothing running either.
        kill_marked(&self.folder.path().to_string_lossy());
    }
}
