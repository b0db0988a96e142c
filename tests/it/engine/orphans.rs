//! What is left of a workbench that was killed, and of one that panicked.

use std::fs;
use std::process::Stdio;
use std::time::Duration;

use kafka_workbench::engine::Shape;
use kafka_workbench::engine::eventually::eventually;
use kafka_workbench::engine::local::LocalEngine;
use kafka_workbench::engine::runs::{Owner, Swept, marked, sweep};

use super::{child, role, shared_runtime, subfolders, to_stderr};

/// In the child: a workbench with a cluster, that tells its mark.
async fn workbench(runs: &std::path::Path) -> kafka_workbench::engine::Cluster {
    let owner = Owner::claim(runs).unwrap();
    let mark = owner.mark().to_owned();
    let engine = LocalEngine::prepare(shared_runtime().await, owner, &to_stderr()).await.unwrap();
    let cluster = engine.start(&Shape::alone(), &to_stderr()).await.unwrap();
    fs::write(runs.join("draft"), mark).unwrap();
    fs::rename(runs.join("draft"), runs.join("mark")).unwrap();
    cluster
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_start_ends_what_a_killed_workbench_left() {
    if let Some(runs) = role() {
        let _cluster = workbench(&runs).await;
        return std::future::pending().await;
    }
    let runs = tempfile::tempdir().unwrap();
    let test = "engine::orphans::the_next_start_ends_what_a_killed_workbench_left";
    let mut killed = child(test, runs.path()).stderr(Stdio::null()).spawn().unwrap();
    let told = eventually("the other workbench to have a cluster", Duration::from_secs(120), || async {
        fs::read_to_string(runs.path().join("mark"))
    });
    let mark = told.await.unwrap();
    assert_eq!(sweep(runs.path()).unwrap(), Swept::default(), "the living are left alone");
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert_eq!(marked(&mark).len(), 1, "a broker without a workbench");

    let next = Owner::claim(runs.path()).unwrap();
    assert_eq!(marked(&mark).len(), 0);
    let left: Vec<_> = subfolders(runs.path());
    assert_eq!(left, [runs.path().join(next.mark())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_takes_the_broker_along() {
    if let Some(runs) = role() {
        let _cluster = workbench(&runs).await;
        panic!("as planned");
    }
    let runs = tempfile::tempdir().unwrap();
    let output = child("engine::orphans::a_panic_takes_the_broker_along", runs.path()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("as planned"), "{said}");
    let mark = fs::read_to_string(runs.path().join("mark")).unwrap();
    assert_eq!(marked(&mark).len(), 0);
    assert_eq!(subfolders(runs.path()).len(), 0);
}
