//! Labs on a cluster of somebody else's: what is judged there, and that everything of theirs stays as it was.
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests too")]

mod death;
mod names;
mod plain;
mod reach;
mod secured;
mod somebody;

use crate::harness::{Home, repository};

/// A lab of the course, from a folder of programs that come with it.
fn grade<'a>(servers: &'a str, lab: &'a str, dir: &'a str) -> [&'a str; 6] {
    ["--engine", servers, "grade", lab, "--dir", dir]
}

fn of_lab_5(folder: &str) -> String {
    repository("labs/05-first-producer").join(folder).display().to_string()
}

/// A home without anything but the environment of the programs: nothing of Kafka is fetched for a cluster that is
/// there.
fn home() -> Home {
    let home = Home::cold();
    std::fs::create_dir_all(home.path().join("cache")).unwrap();
    let python = crate::harness::warm_cache().join("python");
    std::os::unix::fs::symlink(python, home.path().join("cache/python")).unwrap();
    home
}
