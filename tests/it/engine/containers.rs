//! What is in Docker of an owner, and what every container must be like.

use std::collections::HashMap;

use futures::StreamExt;
use kafka_workbench::engine::runs::sweep;
use serde_json::json;
use sha2::{Digest, Sha256};
use testcontainers::bollard::Docker;
use testcontainers::bollard::models::ContainerSummary;
use testcontainers::bollard::query_parameters::{
    ImportImageOptionsBuilder, InspectContainerOptions, KillContainerOptions, ListContainersOptionsBuilder,
    ListNetworksOptionsBuilder,
};
use testcontainers::core::client::docker_client_instance;

use super::Bench;

async fn docker() -> Docker {
    docker_client_instance().await.unwrap()
}

/// The containers with the label of an owner, whether they run or not.
pub(crate) async fn of(owner: &str) -> Vec<ContainerSummary> {
    let label = format!("org.kafka-workbench.owner={owner}");
    let filters = HashMap::from([("label".to_owned(), vec![label])]);
    let options = ListContainersOptionsBuilder::new().all(true).filters(&filters).build();
    docker().await.list_containers(Some(options)).await.unwrap()
}

/// How many networks carry the label of an owner.
pub(crate) async fn networks(owner: &str) -> usize {
    let label = format!("org.kafka-workbench.owner={owner}");
    let filters = HashMap::from([("label".to_owned(), vec![label])]);
    let options = ListNetworksOptionsBuilder::new().filters(&filters).build();
    docker().await.list_networks(Some(options)).await.unwrap().len()
}

/// Brings in an image as a workbench of long ago would have prepared it, of nothing, and gives its id.
pub(crate) async fn old_image() -> String {
    let folder = tempfile::tempdir().unwrap();
    // A tar without files is two empty blocks.
    let layer = [0; 1024];
    let sum =
        |bytes: &[u8]| Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let key = folder.path().display().to_string();
    let config = json!({
        "architecture": "amd64", "os": "linux", "created": "2020-01-01T00:00:00Z",
        "config": { "Labels": { "org.kafka-workbench.prepared": key, "org.kafka-workbench.cache": "another" } },
        "rootfs": { "type": "layers", "diff_ids": [format!("sha256:{}", sum(&layer))] },
    })
    .to_string();
    let manifest =
        json!([{ "Config": "config.json", "RepoTags": null, "Layers": ["layer.tar"] }]).to_string();
    let files =
        [("config.json", config.as_bytes()), ("manifest.json", manifest.as_bytes()), ("layer.tar", &layer)];
    for (name, bytes) in files {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    let tar =
        std::process::Command::new("tar").arg("-C").arg(folder.path()).args(["-c", "."]).output().unwrap();
    let tar = futures::stream::iter([Ok::<_, std::io::Error>(bytes::Bytes::from(tar.stdout))]);
    let docker = docker().await;
    let options = ImportImageOptionsBuilder::new().build();
    let said: Vec<_> = docker.import_image_stream(options, tar, None).collect().await;
    assert!(said.iter().all(Result::is_ok), "{said:?}");
    format!("sha256:{}", sum(config.as_bytes()))
}

/// Kills those whose names end so.
pub(super) async fn strike(owner: &str, ending: &str) {
    let mut running = of(owner).await;
    running.retain(|container| container.names.iter().flatten().any(|name| name.ends_with(ending)));
    assert!(!running.is_empty(), "nothing was running");
    for container in running {
        docker().await.kill_container(&container.id.unwrap(), None::<KillContainerOptions>).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_published_but_on_loopback_and_all_of_it_is_labelled() {
    let Some(bench) = Bench::on_docker("engine::containers::nothing_is_published_but_on_loopback").await
    else {
        return;
    };
    let cluster = bench.cluster().await;
    let [container] = of(bench.owner.mark()).await.try_into().unwrap();
    assert_eq!(container.labels.unwrap().get("org.kafka-workbench.home").unwrap(), bench.owner.home());
    let id = container.id.unwrap();
    let found = docker().await.inspect_container(&id, None::<InspectContainerOptions>).await.unwrap();
    let asked = found.host_config.unwrap();
    assert_eq!((asked.publish_all_ports, asked.memory), (Some(false), Some(0)));
    let published = found.network_settings.unwrap().ports.unwrap();
    // An image may name ports that nobody publishes.
    let bindings: Vec<_> = published.into_values().flatten().flatten().collect();
    let mut ports: Vec<_> = bindings.iter().map(|it| it.host_port.clone().unwrap()).collect();
    assert_eq!(
        bindings.iter().filter(|it| it.host_ip.as_deref() == Some("127.0.0.1")).count(),
        bindings.len()
    );
    let direct = cluster.brokers().first().unwrap().direct.to_string();
    ports.retain(|port| !direct.ends_with(&format!(":{port}")));
    assert_eq!((bindings.len(), ports.len()), (2, 1), "DIRECT and LEARNER: {bindings:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_living_keep_their_containers_when_others_are_swept() {
    let test = "engine::containers::the_living_keep_their_containers_when_others_are_swept";
    let (Some(one), Some(other)) = (Bench::on_docker(test).await, Bench::on_docker(test).await) else {
        return;
    };
    let cluster = one.cluster().await;
    assert_eq!(sweep(one.runs.path()).unwrap().containers, 0);
    drop(other);
    cluster.canary().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn three_brokers_have_a_network_that_goes_with_them() {
    let test = "engine::containers::three_brokers_have_a_network_that_goes_with_them";
    let Some(bench) = Bench::on_docker(test).await else { return };
    let cluster = bench.three_brokers().await;
    assert_eq!((of(bench.owner.mark()).await.len(), networks(bench.owner.mark()).await), (4, 1));
    cluster.stop().await;
    assert_eq!((of(bench.owner.mark()).await.len(), networks(bench.owner.mark()).await), (0, 0));
}
