//! `--engine docker` and `--engine auto`: the same verdicts, and plain words where Docker is of no use.

use std::os::unix::net::UnixListener;

use insta::assert_snapshot;
use rustix::process::Signal;
use serde_json::Value;

use crate::engine::{Bench, containers};
use crate::harness::{Home, fixture, repository};

const LAB: &str = "labs/05-first-producer";

/// Whether there is a Docker with Kafka's image; where not, it is said which test is skipped.
async fn has_docker(test: &str) -> bool {
    Bench::on_docker(test).await.is_some()
}

/// A folder with a socket behind which nobody is, as `DOCKER_HOST` names it.
fn dead_socket(home: &Home) -> String {
    let socket = home.write("docker/note", "").with_file_name("docker.sock");
    drop(UnixListener::bind(&socket).unwrap());
    format!("unix://{}", socket.display())
}

#[tokio::test(flavor = "multi_thread")]
async fn lab_05_passes_and_fails_as_on_the_local_engine() {
    if !has_docker("cli::docker::lab_05_passes_and_fails_as_on_the_local_engine").await {
        return;
    }
    for folder in ["solution", "starter"] {
        let folder = repository(LAB).join(folder).display().to_string();
        let [local, docker] = ["local", "docker"].map(|engine| {
            let said = Home::new().run(["--engine", engine, "grade", "05", "--dir", &folder]);
            assert!(!said.err.contains("Docker is not used"), "{}", said.err);
            said
        });
        assert_eq!(docker.result(), local.result());
        assert!(!docker.err.contains("Checking Kafka"), "no jars are needed: {}", docker.err);
    }
    let folder = repository(LAB).join("solution").display().to_string();
    let said = Home::new().run(["--engine", "docker", "--json", "grade", "05", "--dir", &folder]);
    let json: Value = serde_json::from_str(&said.out).unwrap();
    let engine = json.pointer("/versions/engine").and_then(Value::as_str).unwrap();
    assert!(engine.starts_with("Docker, Java "), "{engine}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workbench_killed_in_a_run_leaves_no_container_to_the_next() {
    if !has_docker("cli::docker::a_workbench_killed_in_a_run_leaves_no_container_to_the_next").await {
        return;
    }
    let home = Home::new();
    let folder = repository(LAB).join("solution").display().to_string();
    let running = home.start(["--engine", "docker", "grade", "05", "--dir", &folder]);
    running.until("Running producer");
    let owner = home.entries("runs").into_iter().find(|name| !name.ends_with(".lock")).unwrap();
    running.signal(Signal::KILL);
    running.end();
    assert_eq!(containers::of(&owner).await.len(), 1);
    // Any engine, any command: what counts is the home.
    assert_eq!(home.run(["list"]).status, "0");
    assert_eq!(containers::of(&owner).await.len(), 0);
    assert!(!home.entries("runs").contains(&owner));
}

/// Podman, Colima and their kin put their sockets where nobody else looks; the workbench does.
#[tokio::test(flavor = "multi_thread")]
async fn a_socket_in_an_unusual_place_is_found() {
    if !has_docker("cli::docker::a_socket_in_an_unusual_place_is_found").await {
        return;
    }
    let host = std::env::var("DOCKER_HOST").unwrap_or_else(|_| "unix:///var/run/docker.sock".to_owned());
    let home = Home::of_fixture();
    let socket = home.write("me/.colima/default/note", "").with_file_name("docker.sock");
    std::os::unix::fs::symlink(host.trim_start_matches("unix://"), &socket).unwrap();
    let me = socket.ancestors().nth(3).unwrap().display().to_string();
    let home = home.with_variable("HOME", me).with_variable("DOCKER_HOST", "");
    let said = home.run(["--engine", "docker", "grade", "2", "--dir", &fixture_solution()]);
    assert_eq!(said.status, "0", "{}", said.err);
}

fn fixture_solution() -> String {
    fixture("labs/02-patience/solution").display().to_string()
}

#[test]
fn docker_that_does_not_run_is_told_with_the_way_out() {
    let home = Home::of_fixture();
    let host = dead_socket(&home);
    let home = home.with_variable("DOCKER_HOST", host);
    assert_snapshot!(home.run(["--engine", "docker", "grade", "2", "--dir", &fixture_solution()]).complaint(), @"
    status 3
    Looking for Docker
    error: Docker does not run: nobody listens at unix://[DIR]/docker/docker.sock

    hint: start it with `sudo systemctl start docker`; `--engine local` needs no Docker
    ");
}

#[test]
fn auto_says_what_it_takes_instead_and_why() {
    let home = Home::of_fixture();
    let host = dead_socket(&home);
    let home = home.with_variable("DOCKER_HOST", host);
    let said = home.run(["--engine", "auto", "grade", "2", "--dir", &fixture_solution()]);
    assert_eq!(said.status, "0", "{}", said.err);
    let reason = "Docker is not used: Docker does not run: nobody listens at unix://[DIR]/docker/docker.sock";
    assert!(said.progress().lines().any(|line| line == reason), "{}", said.progress());
    let said = home.run(["--engine", "auto", "--json", "grade", "2", "--dir", &fixture_solution()]);
    let json: Value = serde_json::from_str(&said.out).unwrap();
    let told = json.pointer("/versions/instead_of_docker").and_then(Value::as_str).unwrap();
    assert!(told.starts_with("Docker is not used: Docker does not run"), "{told}");
}
