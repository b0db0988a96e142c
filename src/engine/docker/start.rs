//! Starts the nodes of a cluster in containers.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use futures::future::try_join_all;
use testcontainers::bollard::models::{HostConfig, HostConfigLogConfig};
use testcontainers::core::{IntoContainerPort, Mount};
use testcontainers::{ContainerRequest, ImageExt};

use super::container::Container;
use super::daemon::Daemon;
use super::image::{NAME, SETTINGS, Script, TAG};
use super::labels;
use super::network::Network;
use super::plan::{Listens, Planned, local, plan};
use super::prepared::Base;
use super::script::{self, FORMAT_PROPERTIES, PROPERTIES, TRAINING, Who};
use crate::engine::cluster::{Cluster, Machine, Node, warm};
use crate::engine::error::EngineError;
use crate::engine::local::{jvm, uuid};
use crate::engine::progress::Report;
use crate::engine::properties::{NodeSettings, Role, render};
use crate::engine::runs::{Owner, RunFolder};
use crate::engine::shape::Shape;

/// What is started.
#[derive(Debug, Clone, Copy)]
pub(super) enum Start<'a> {
    /// Brokers for use.
    From(&'a Base, Archive),
    /// One that leaves behind what a prepared image is made of.
    Training,
}

/// Whether the archive of classes in a prepared image is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Archive {
    Used,
    /// The JVM did not take it.
    Unfit,
}

/// Starts containers for one owner.
#[derive(Debug)]
pub(super) struct Starter {
    daemon: Daemon,
    owner: Arc<Owner>,
    next: AtomicU32,
}

/// A node whose container has been started.
struct Started {
    planned: Planned,
    container: Container,
}

impl Starter {
    /// Notes with the owner that there may be containers from now on.
    pub(super) fn new(daemon: Daemon, owner: Arc<Owner>) -> Result<Self, EngineError> {
        owner.note_docker(daemon.host())?;
        Ok(Self { daemon, owner, next: AtomicU32::new(1) })
    }

    pub(super) fn daemon(&self) -> &Daemon {
        &self.daemon
    }

    /// A cluster, ready and warm, and the name of its last container.
    pub(super) async fn start(
        &self,
        start: Start<'_>,
        shape: &Shape,
        report: &Report,
    ) -> Result<(Cluster, String), EngineError> {
        let folder = self.owner.folder("cluster")?;
        let name =
            format!("kafka-workbench-{}-{}", self.owner.mark(), self.next.fetch_add(1, Ordering::Relaxed));
        let planned = plan(shape, &name)?;
        let network = match planned.len() {
            1 => None,
            _ => Some(Arc::new(Network::make(&self.daemon, &name, &self.labels()).await?)),
        };
        let cluster_id = uuid();
        // All are started before the first is waited for.
        let started = planned.into_iter().map(|planned| {
            let (network, cluster_id, folder) = (network.clone(), &cluster_id, &folder);
            async move { self.start_node(start, planned, cluster_id, network, folder).await }
        });
        let (mut nodes, mut fronts, mut controller, mut last) = (Vec::new(), Vec::new(), None, String::new());
        for Started { planned: Planned { settings, listens, container: name, .. }, container } in
            try_join_all(started).await?
        {
            let machine = Machine::container(container);
            match listens {
                Some(Listens { direct, advertised, front, .. }) => {
                    nodes.push(Node::new(settings.node_id, machine, local(direct), advertised));
                    fronts.push(front);
                }
                None => controller = Some(machine),
            }
            last = name;
        }
        let cluster = Cluster::new(nodes, fronts, folder).with_controller(controller);
        cluster.wait_until_ready().await?;
        report.stage("Warming Kafka up");
        warm::up(&cluster).await?;
        Ok((cluster, last))
    }

    async fn start_node(
        &self,
        start: Start<'_>,
        planned: Planned,
        cluster_id: &str,
        network: Option<Arc<Network>>,
        folder: &RunFolder,
    ) -> Result<Started, EngineError> {
        let mut request: ContainerRequest<Script> = script(start, &planned, cluster_id)
            .with_container_name(&planned.container)
            .with_labels(self.labels());
        // One port inside and outside: a broker dials what it advertises.
        for port in planned.listens.iter().flat_map(|listens| [listens.direct, listens.learner]) {
            request = request.with_mapped_port(port, port.tcp());
        }
        if let Some(network) = &network {
            request = request.with_network(network.name());
        }
        let request = request.with_host_config_modifier(on_loopback);
        let log = folder.path().join(format!("node-{}.log", planned.settings.node_id));
        let container =
            Container::start(&self.daemon, &planned.container, request, network, Some(&log)).await?;
        Ok(Started { planned, container })
    }

    fn labels(&self) -> [(&'static str, &str); 2] {
        [(labels::HOME, self.owner.home()), (labels::OWNER, self.owner.mark())]
    }
}

/// Image, script and files of a start.
fn script(start: Start<'_>, planned: &Planned, cluster_id: &str) -> Script {
    let Planned { settings, heap, .. } = planned;
    let own = |name: &str| format!("{SETTINGS}/{name}");
    let who = Who::new(cluster_id, settings.node_id, !matches!(settings.role, Role::Broker { .. }));
    let (name, tag) = (NAME.to_owned(), TAG.to_owned());
    let script = match start {
        Start::Training => {
            let training = NodeSettings { data: TRAINING.to_owned(), ..settings.clone() };
            let mounts = vec![Mount::tmpfs_mount(TRAINING)];
            Script { name, tag, script: script::prepare(cluster_id), mounts, ..Script::default() }
                .with_file(own(FORMAT_PROPERTIES), render(settings))
                .with_file(own(PROPERTIES), render(&training))
        }
        Start::From(Base::Plain, _) => {
            Script { name, tag, script: script::start_plain(&who, *heap), ..Script::default() }
                .with_file(own(PROPERTIES), render(settings))
        }
        Start::From(Base::Prepared { id: image, .. }, archive) => {
            // An id is an algorithm and a sum, which testcontainers joins as it joins a name and a tag.
            let (name, tag) = image.split_once(':').unwrap_or((image, ""));
            let script = script::start_prepared(&who, *heap, archive == Archive::Used);
            // The settings of logging are in the image.
            return Script { name: name.into(), tag: tag.into(), script, ..Script::default() }
                .with_file(own(PROPERTIES), render(settings));
        }
    };
    script.with_file(own(jvm::LOGGING_FILE), jvm::LOGGING)
}

/// Testcontainers' own default is to publish on every interface, all ports that the image names among them.
fn on_loopback(host: &mut HostConfig) {
    host.publish_all_ports = Some(false);
    for binding in host.port_bindings.iter_mut().flat_map(|all| all.values_mut()).flatten().flatten() {
        binding.host_ip = Some(Ipv4Addr::LOCALHOST.to_string());
    }
    // Whatever the daemon's default is: the log is to be read, and goes with the container.
    host.log_config = Some(HostConfigLogConfig { typ: Some("json-file".into()), config: None });
}
