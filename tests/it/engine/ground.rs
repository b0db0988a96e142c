//! What the engine says when Python or the network is missing, and that it needs no network once it has all.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use insta::assert_snapshot;
use kafka_workbench::engine::Shape;
use kafka_workbench::engine::local::LocalEngine;
use kafka_workbench::engine::progress::Report;
use kafka_workbench::engine::runs::Owner;
use kafka_workbench::engine::runtime;

use super::{cache, child, role, shared_runtime, to_stderr};

/// Nobody listens there, and nothing goes round it.
pub(crate) const NO_NETWORK: [(&str, &str); 6] = [
    ("HTTPS_PROXY", "http://127.0.0.1:9"),
    ("https_proxy", "http://127.0.0.1:9"),
    ("NO_PROXY", ""),
    ("no_proxy", ""),
    ("PIP_NO_INDEX", "1"),
    ("UV_OFFLINE", "1"),
];

/// In the child: prepares a cache and writes down what came of it.
async fn prepare(folder: &Path) {
    let told = match runtime::prepare(&folder.join("cache"), &to_stderr()).await {
        Ok(runtime) => format!("Kafka {}", runtime.class_path.kafka_version),
        Err(error) => format!("{error}\n{}", error.hint().unwrap_or_default()),
    };
    fs::write(folder.join("told"), told).unwrap();
}

fn told(test: &str, folder: &Path, live: impl FnOnce(&mut Command)) -> String {
    let mut command = child(&format!("engine::ground::{test}"), folder);
    live(&mut command);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    fs::read_to_string(folder.join("told")).unwrap()
}

/// A folder with a `python3` that answers as a Python would.
fn python_that_says(folder: &Path, lines: &str) -> std::path::PathBuf {
    let bin = folder.join("bin");
    fs::create_dir(&bin).unwrap();
    fs::write(bin.join("python3"), format!("#!/bin/sh\nprintf '{lines}'\n")).unwrap();
    fs::set_permissions(bin.join("python3"), fs::Permissions::from_mode(0o755)).unwrap();
    bin
}

#[tokio::test]
async fn no_python_at_all() {
    if let Some(folder) = role() {
        return prepare(&folder).await;
    }
    let folder = tempfile::tempdir().unwrap();
    let told = told("no_python_at_all", folder.path(), |command| {
        command.env("PATH", folder.path());
    });
    assert_snapshot!(anywhere(&told), @r"
    Python 3.10 or newer was not found: looked for python3, python, python3.14, python3.13, python3.12, python3.11, python3.10
    install Python with `[INSTALL]`, or name one that is there with KAFKA_WORKBENCH_PYTHON=/path/to/python3
    ");
}

#[tokio::test]
async fn a_python_that_is_too_old() {
    if let Some(folder) = role() {
        return prepare(&folder).await;
    }
    let folder = tempfile::tempdir().unwrap();
    let bin = python_that_says(folder.path(), "3.8.10\\n/usr/bin/python3.8\\nTrue\\n");
    let told = told("a_python_that_is_too_old", folder.path(), |command| {
        command.env("PATH", bin);
    });
    assert_snapshot!(anywhere(&told), @r"
    Python 3.8.10 at /usr/bin/python3.8 is too old: 3.10 or newer is needed
    install Python with `[INSTALL]`, or name one that is there with KAFKA_WORKBENCH_PYTHON=/path/to/python3
    ");
}

#[tokio::test]
async fn a_python_without_venv() {
    if let Some(folder) = role() {
        return prepare(&folder).await;
    }
    let folder = tempfile::tempdir().unwrap();
    let bin = python_that_says(folder.path(), "3.11.2\\n/usr/bin/python3.11\\nFalse\\n");
    let told = told("a_python_without_venv", folder.path(), |command| {
        command.env("PATH", bin);
    });
    assert_snapshot!(anywhere(&told), @r"
    Python at /usr/bin/python3.11 cannot make environments: its `venv` and `ensurepip` modules are missing
    install them with `[INSTALL]`, or install `uv`, which needs neither
    ");
}

#[tokio::test]
async fn no_network_and_nothing_in_the_cache() {
    if let Some(folder) = role() {
        return prepare(&folder).await;
    }
    let folder = tempfile::tempdir().unwrap();
    let told = told("no_network_and_nothing_in_the_cache", folder.path(), |command| {
        command.envs(NO_NETWORK);
    });
    assert_snapshot!(told, @r"
    could not fetch the Python packages: no answer from the network
    connect to the network once and start again: what has been fetched stays, and later starts need no network. Behind a proxy, set HTTPS_PROXY
    ");
}

#[tokio::test]
async fn no_network_and_no_jars() {
    if let Some(folder) = role() {
        return prepare(&folder).await;
    }
    shared_runtime().await;
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("cache")).unwrap();
    symlink(cache().join("python"), folder.path().join("cache/python")).unwrap();
    let told = told("no_network_and_no_jars", folder.path(), |command| {
        command.envs(NO_NETWORK);
    });
    assert_snapshot!(told, @r"
    could not fetch the 93 jars of Kafka 4.3.1: no answer from the network
    connect to the network once and start again: what has been fetched stays, and later starts need no network. Behind a proxy, set HTTPS_PROXY
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_network_and_everything_in_the_cache() {
    if let Some(folder) = role() {
        let owner = Owner::claim(&folder.join("runs")).unwrap();
        let runtime = runtime::prepare(&cache(), &to_stderr()).await.unwrap();
        let engine = LocalEngine::prepare(runtime, owner, &to_stderr()).await.unwrap();
        engine.start(&Shape::alone(), &Report::silent()).await.unwrap().canary().await.unwrap();
        return fs::write(folder.join("told"), "a canary sang").unwrap();
    }
    shared_runtime().await;
    let folder = tempfile::tempdir().unwrap();
    let told = told("no_network_and_everything_in_the_cache", folder.path(), |command| {
        command.envs(NO_NETWORK);
    });
    assert_eq!(told, "a canary sang");
}

/// A cache with an environment, where `KAFKA_HOME` is looked at before any jar is fetched.
async fn with_kafka_home(test: &str, home: &Path) -> String {
    shared_runtime().await;
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("cache")).unwrap();
    symlink(cache().join("python"), folder.path().join("cache/python")).unwrap();
    told(test, folder.path(), |command| {
        command.env("KAFKA_HOME", home);
    })
}

#[tokio::test]
async fn a_kafka_home_without_kafka() {
    if let Some(folder) = role() {
        return prepare(&folder).await;
    }
    assert_snapshot!(with_kafka_home("a_kafka_home_without_kafka", Path::new("/nowhere")).await, @r"
    KAFKA_HOME is /nowhere, which is no Kafka 4: it has no folder `libs`
    unset KAFKA_HOME, or point it at an unpacked Apache Kafka 4
    ");
}

#[tokio::test]
async fn a_kafka_home_that_is_too_old() {
    if let Some(folder) = role() {
        return prepare(&folder).await;
    }
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join("libs")).unwrap();
    fs::write(home.path().join("libs/kafka_2.13-3.9.1.jar"), "").unwrap();
    let told = with_kafka_home("a_kafka_home_that_is_too_old", home.path()).await;
    assert!(told.contains("which is no Kafka 4: it is Kafka 3.9.1\n"), "{told}");
}

/// What was told, with any command that installs something by one name: it differs from system to system.
fn anywhere(told: &str) -> String {
    let commands = regex::Regex::new("`(sudo apt-get|sudo dnf|brew) install [^`]*`").unwrap();
    commands.replace_all(told, "`[INSTALL]`").into_owned()
}
