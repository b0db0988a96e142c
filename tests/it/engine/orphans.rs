//! What is left of a workbench that was killed, and of one that panicked.

use std::fs;
use std::net::TcpStream;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use kafka_workbench::engine::eventually::eventually;
use kafka_workbench::engine::local::LocalEngine;
use kafka_workbench::engine::runs::{Owner, Swept, marked, sweep};
use kafka_workbench::engine::{AnyEngine, Cluster, DockerEngine, Shape};

use super::{Bench, cache, child, containers, role, shared_runtime, subfolders, to_stderr};

/// Which engine a test is about.
#[derive(Clone, Copy)]
enum On {
    Local,
    Docker,
}

impl On {
    async fn engine(self, owner: Arc<Owner>) -> AnyEngine {
        match self {
            Self::Local => {
                let runtime = shared_runtime().await;
                LocalEngine::prepare(runtime, owner, &to_stderr()).await.unwrap().into()
            }
            Self::Docker => DockerEngine::prepare(&cache(), owner, &to_stderr()).await.unwrap().into(),
        }
    }

    /// How many processes or containers carry a mark.
    async fn machines(self, mark: &str) -> usize {
        match self {
            Self::Local => marked(mark).len(),
            Self::Docker => containers::of(mark).await.len(),
        }
    }
}

/// In the child: a workbench with a cluster, that tells its mark and where its broker is.
async fn workbench(on: On, runs: &Path) -> Cluster {
    let owner = Owner::claim(runs).unwrap();
    let mark = owner.mark().to_owned();
    let cluster = on.engine(owner).await.start(&Shape::alone(), &to_stderr()).await.unwrap();
    fs::write(runs.join("draft"), format!("{mark} {}", cluster.bootstrap())).unwrap();
    fs::rename(runs.join("draft"), runs.join("mark")).unwrap();
    cluster
}

async fn killed(on: On, test: &str) {
    if let Some(runs) = role() {
        let _cluster = workbench(on, &runs).await;
        return std::future::pending().await;
    }
    let runs = tempfile::tempdir().unwrap();
    let mut killed = child(test, runs.path()).stderr(Stdio::null()).spawn().unwrap();
    let told = eventually("the other workbench to have a cluster", Duration::from_secs(120), || async {
        fs::read_to_string(runs.path().join("mark"))
    });
    let told = told.await.unwrap();
    let (mark, broker) = told.split_once(' ').unwrap();
    assert_eq!(sweep(runs.path()).unwrap(), Swept::default(), "the living are left alone");
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert_eq!(on.machines(mark).await, 1, "a broker without a workbench");
    TcpStream::connect(broker).unwrap();

    let next = Owner::claim(runs.path()).unwrap();
    assert_eq!(on.machines(mark).await, 0);
    assert!(TcpStream::connect(broker).is_err(), "somebody still listens at {broker}");
    let left: Vec<_> = subfolders(runs.path());
    assert_eq!(left, [runs.path().join(next.mark())]);
}

async fn panicked(on: On, test: &str) {
    if let Some(runs) = role() {
        let _cluster = workbench(on, &runs).await;
        panic!("as planned");
    }
    let runs = tempfile::tempdir().unwrap();
    let output = child(test, runs.path()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("as planned"), "{said}");
    let told = fs::read_to_string(runs.path().join("mark")).unwrap();
    assert_eq!(on.machines(told.split_once(' ').unwrap().0).await, 0);
    assert_eq!(subfolders(runs.path()).len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_start_ends_what_a_killed_workbench_left() {
    killed(On::Local, "engine::orphans::the_next_start_ends_what_a_killed_workbench_left").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_start_ends_what_a_killed_workbench_left_in_docker() {
    let test = "engine::orphans::the_next_start_ends_what_a_killed_workbench_left_in_docker";
    if role().is_some() || Bench::on_docker(test).await.is_some() {
        killed(On::Docker, test).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_takes_the_broker_along() {
    panicked(On::Local, "engine::orphans::a_panic_takes_the_broker_along").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_takes_the_container_along() {
    let test = "engine::orphans::a_panic_takes_the_container_along";
    if role().is_some() || Bench::on_docker(test).await.is_some() {
        panicked(On::Docker, test).await;
    }
}

/// Docker is asked when a workbench is claimed; what it cannot be asked for now is not forgotten.
#[tokio::test(flavor = "multi_thread")]
async fn containers_are_remembered_while_docker_does_not_answer() {
    let runs = tempfile::tempdir().unwrap();
    let dead = runs.path().join("1-00000000000000ff");
    fs::create_dir_all(dead.join("cluster-1/data")).unwrap();
    let socket = runs.path().join("docker.sock");
    fs::write(dead.join("docker-host"), format!("unix://{}", socket.display())).unwrap();
    assert_eq!(sweep(runs.path()).unwrap(), Swept::default());
    assert!(dead.join("docker-host").is_file() && !dead.join("cluster-1").exists());

    // Where there is a Docker, it says that there is nothing of that owner.
    if let Some(bench) = Bench::on_docker("engine::orphans::containers_are_remembered").await {
        drop(bench);
        let host = std::env::var("DOCKER_HOST").unwrap_or_else(|_| "unix:///var/run/docker.sock".to_owned());
        fs::write(dead.join("docker-host"), host).unwrap();
        assert_eq!(sweep(runs.path()).unwrap(), Swept { owners: 1, processes: 0, containers: 0 });
        assert!(!dead.exists());
    }
}
