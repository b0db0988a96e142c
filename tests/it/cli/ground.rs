//! Machines that lack something: what is said, and that nothing is graded, nothing lost.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use insta::assert_snapshot;

use crate::harness::{Home, NO_NETWORK, fixture, warm_cache};

/// Takes out what differs from system to system: the command that installs something, and what a tool says.
fn anywhere(said: &str) -> String {
    let commands = regex::Regex::new("`(sudo apt-get|sudo dnf|brew) install [^`]*`").unwrap();
    let log = regex::Regex::new("(?m)^  \\| .*\n").unwrap();
    log.replace_all(&commands.replace_all(said, "`[INSTALL]`"), "").into_owned()
}

#[test]
fn no_network_and_no_kafka_yet() {
    let cold = Home::cold().with_course(fixture(""));
    let home = NO_NETWORK.iter().fold(cold, |home, (name, value)| home.with_variable(name, *value));
    // Making an environment takes a while, and is the same with and without a network.
    fs::create_dir_all(home.path().join("cache")).unwrap();
    std::os::unix::fs::symlink(warm_cache().join("python"), home.path().join("cache/python")).unwrap();
    assert_snapshot!(anywhere(&home.run(["grade", "2"]).complaint()), @"
    status 3
    Looking for Python
    Checking the Python environment
    Checking Kafka
    Fetching Kafka 4.3.1 (93 jars): 0.0 of 56.4 MB
    error: could not fetch the 93 jars of Kafka 4.3.1: no answer from the network

    hint: connect to the network once and start again: what has been fetched stays, and later starts need no network. Behind a proxy, set HTTPS_PROXY
    ");
    assert_eq!(home.run(["list"]).status, "0", "lessons can be read meanwhile");
}

#[test]
fn no_python() {
    let home = Home::cold().with_course(fixture("")).with_variable("PATH", "/nowhere");
    assert_snapshot!(anywhere(&home.run(["grade", "2"]).complaint()), @"
    status 3
    Looking for Python
    error: Python 3.10 or newer was not found: looked for python3, python, python3.14, python3.13, python3.12, python3.11, python3.10

    hint: install Python with `[INSTALL]`, or name one that is there with KAFKA_WORKBENCH_PYTHON=/path/to/python3
    ");
    assert_snapshot!(anywhere(&home.run(["grade", "2", "--json"]).result()), @r#"
    status 3
    {"version":1,"error":"Python 3.10 or newer was not found: looked for python3, python, python3.14, python3.13, python3.12, python3.11, python3.10","hint":"install Python with `[INSTALL]`, or name one that is there with KAFKA_WORKBENCH_PYTHON=/path/to/python3","diagnostics":[]}
    "#);
}

#[test]
fn a_home_that_cannot_be_made() {
    let home = Home::cold();
    fs::write(home.path(), "a file stands there").unwrap();
    assert_snapshot!(home.run(["list"]).complaint(), @"
    status 3
    error: the folder [DIR]/home cannot be used: Not a directory (os error 20)

    hint: name another folder with --home DIR or KAFKA_WORKBENCH_HOME
    ");
    assert_eq!(fs::read_to_string(home.path()).unwrap(), "a file stands there");
}

#[test]
fn a_home_that_cannot_be_written_to() {
    if rustix::process::geteuid().is_root() {
        // Nothing is forbidden to root; the test above stands for it.
        return;
    }
    let home = Home::new();
    home.run(["list"]);
    let attempts = home.path().join("attempts");
    fs::set_permissions(&attempts, fs::Permissions::from_mode(0o555)).unwrap();
    assert_snapshot!(home.run(["list"]).complaint(), @"");
}

#[test]
fn a_home_of_a_newer_workbench() {
    let home = Home::new();
    home.run(["list"]);
    let database = home.path().join("progress.sqlite");
    let connection = rusqlite::Connection::open(&database).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    let before = fs::read(&database).unwrap();
    assert_snapshot!(home.run(["list"]).complaint(), @"
    status 3
    error: [DIR]/home/progress.sqlite was written by a newer version of the workbench (schema 99, this one knows 1)

    hint: start the newer version, or take another folder with --home DIR; nothing was changed
    ");
    assert_eq!(fs::read(&database).unwrap(), before);
}

#[test]
fn progress_that_is_damaged() {
    let home = Home::new();
    home.run(["list"]);
    let database = home.path().join("progress.sqlite");
    fs::write(&database, "this is no database, and long enough to be taken for one".repeat(100)).unwrap();
    assert_snapshot!(home.run(["list"]).complaint(), @"
    status 3
    error: the progress in [DIR]/home/progress.sqlite cannot be opened: file is not a database

    hint: your files are not touched; move [DIR]/home/progress.sqlite away to begin with empty progress
    ");
}
