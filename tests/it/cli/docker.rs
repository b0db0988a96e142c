//! `--engine docker` and `--engine auto`: the same verdicts, and plain words where Docker is of no use.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixListener;

use insta::assert_snapshot;
use rustix::process::Signal;
use serde_json::Value;

use crate::engine::{Bench, containers};
use crate::harness::{Home, Said, fixture, repository};

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

/// What `doctor` found under a name.
fn symptom(said: &str, what: &str) -> Option<(String, String)> {
    let json: Value = serde_json::from_str(said).unwrap();
    let all = json.get("found")?.as_array()?.clone();
    let found = all.into_iter().find(|it| it.get("what").and_then(Value::as_str) == Some(what))?;
    let text = |name: &str| found.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    Some((text("health"), text("found")))
}

#[test]
fn doctor_needs_docker_only_where_it_was_asked_for() {
    let home = Home::of_fixture();
    let host = dead_socket(&home);
    let home = home.with_variable("DOCKER_HOST", host);
    let auto = home.run(["--engine", "auto", "--json", "doctor"]);
    let (health, found) = symptom(&auto.out, "Docker").unwrap();
    assert_eq!(health, "later");
    assert!(found.starts_with("Docker does not run: nobody listens at "), "{found}");
    assert_eq!(symptom(&auto.out, "Local JVM").unwrap().0, "good");
    assert_eq!(auto.status, "0", "{}", auto.out);

    let docker = home.run(["--engine", "docker", "--json", "doctor"]);
    assert_eq!(symptom(&docker.out, "Docker").unwrap().0, "bad");
    assert_eq!((symptom(&docker.out, "Local JVM"), docker.status.as_str()), (None, "3"));
}

#[tokio::test(flavor = "multi_thread")]
async fn doctor_proves_docker_by_a_broker() {
    if !has_docker("cli::docker::doctor_proves_docker_by_a_broker").await {
        return;
    }
    let said = Home::of_fixture().run(["--engine", "docker", "--json", "doctor"]);
    let (health, found) = symptom(&said.out, "Docker").unwrap();
    assert_eq!((health.as_str(), said.status.as_str()), ("good", "0"), "{found}");
    assert!(found.contains("a broker started, wrote, read and committed"), "{found}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_image_that_nobody_has_used_for_long_goes_and_no_other() {
    // It prepares the image that is in use.
    if !has_docker("cli::docker::an_image_that_nobody_has_used_for_long_goes_and_no_other").await {
        return;
    }
    let old = containers::old_image().await;
    let home = Home::of_fixture();
    let images = |said: &Said, of: &str| -> Vec<(String, bool)> {
        let json: Value = serde_json::from_str(&said.out).unwrap();
        let all = json[of].as_array().unwrap_or_else(|| panic!("{said}")).clone();
        all.iter().map(|it| (it["name"].as_str().unwrap().to_owned(), it["can_go"] == true)).collect()
    };
    let listed = home.run(["--engine", "docker", "--json", "doctor"]);
    let (health, found) = symptom(&listed.out, "Images in Docker").unwrap();
    assert!(health == "good" && found.contains("not used for 30 days"), "{health}: {found}");
    let (gone, stay): (Vec<_>, Vec<_>) =
        images(&listed, "images").into_iter().partition(|(_, can_go)| *can_go);
    assert!(gone.contains(&(old, true)) && !stay.is_empty(), "{gone:?} {stay:?}");

    let pruned = home.run(["--engine", "docker", "--json", "doctor", "--prune"]);
    assert_eq!(images(&pruned, "images"), gone);
    let listed = home.run(["--engine", "docker", "--json", "doctor"]);
    assert_eq!(images(&listed, "images"), stay);
}

/// Answers as a Docker does that has no images: to four requests, as `doctor` makes them.
fn empty_docker(home: &Home) -> String {
    let socket = home.write("docker/note", "").with_file_name("docker.sock");
    let listener = UnixListener::bind(&socket).unwrap();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let mut line = String::new();
            BufReader::new(&stream).read_line(&mut line).unwrap();
            let (status, body) = match line.split(' ').nth(1) {
                Some("/_ping") => ("200 OK", "OK"),
                Some(path) if path.contains("/images/json") => ("200 OK", "[]"),
                _ => ("404 Not Found", r#"{"message":"there is none"}"#),
            };
            let length = body.len();
            // Whoever has asked may be gone.
            let _ = write!(
                stream,
                "HTTP/1.1 {status}\r\nApi-Version: 1.44\r\nContent-Type: application/json\r\n\
                 Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
            );
        }
    });
    format!("unix://{}", socket.display())
}

/// As it is on a machine with Docker before the first lab.
#[test]
fn labs_can_run_on_docker_before_its_image_was_fetched() {
    let home = Home::of_fixture();
    let host = empty_docker(&home);
    let home = home.with_variable("DOCKER_HOST", host);
    let said = home.run(["--engine", "docker", "--json", "doctor"]);
    let (health, found) = symptom(&said.out, "Docker").unwrap();
    assert_eq!(health, "later");
    assert!(found.ends_with("Kafka's image is fetched when it is needed"), "{found}");
    let json: Value = serde_json::from_str(&said.out).unwrap();
    let labs = json["labs"].as_array().unwrap();
    assert!(!labs.is_empty() && labs.iter().all(|lab| lab["engines"]["Docker"]["can"] == true), "{labs:?}");
    assert_eq!((symptom(&said.out, "Images in Docker"), said.status.as_str()), (None, "0"));
}
