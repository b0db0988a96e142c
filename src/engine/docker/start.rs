//! Starts brokers in containers.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use testcontainers::bollard::models::{HostConfig, HostConfigLogConfig};
use testcontainers::core::{IntoContainerPort, Mount};
use testcontainers::{ContainerRequest, ImageExt};

use super::container::Container;
use super::daemon::Daemon;
use super::image::{NAME, SETTINGS, Script, TAG};
use super::labels;
use super::prepared::Base;
use super::script::{self, FORMAT_PROPERTIES, PROPERTIES, TRAINING};
use crate::engine::cluster::{Cluster, Front, Machine, Node, warm};
use crate::engine::error::EngineError;
use crate::engine::local::{cluster_id, jvm, ports};
use crate::engine::progress::Report;
use crate::engine::properties::{Endpoint, Listeners, NodeSettings, Role, render};
use crate::engine::runs::{Owner, RunFolder};

const NODE: i32 = 1;

/// What is started.
#[derive(Debug, Clone, Copy)]
pub(super) enum Start<'a> {
    /// A broker for use.
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

impl Starter {
    /// Notes with the owner that there may be containers from now on.
    pub(super) fn new(daemon: Daemon, owner: Arc<Owner>) -> Result<Self, EngineError> {
        owner.note_docker(daemon.host())?;
        Ok(Self { daemon, owner, next: AtomicU32::new(1) })
    }

    pub(super) fn daemon(&self) -> &Daemon {
        &self.daemon
    }

    /// A cluster of one broker, ready and warm, and its container's name.
    pub(super) async fn start(
        &self,
        start: Start<'_>,
        more: &[(String, String)],
        report: &Report,
    ) -> Result<(Cluster, String), EngineError> {
        let folder = self.owner.folder("cluster")?;
        let [direct, learner, controller] = ports::free::<3>()?;
        let front = Front::bind(NODE, local(learner))?;
        let advertised = front.address().map_err(|error| EngineError::Ports { reason: error.to_string() })?;
        let listeners = Listeners {
            direct: published(direct, local(direct)),
            learner: published(learner, advertised),
            internal: None,
        };
        let settings = NodeSettings {
            node_id: NODE,
            // Nobody outside of the container asks the controller.
            role: Role::Combined { listeners, controller: Endpoint::plain(local(controller)) },
            data: script::data(),
            voter: format!("{NODE}@{}", local(controller)),
            brokers: 1,
            more: more.to_vec(),
        };
        let name =
            format!("kafka-workbench-{}-{}", self.owner.mark(), self.next.fetch_add(1, Ordering::Relaxed));
        let request = self.request(&name, [direct, learner], plan(start, settings));
        let log = log_file(&folder);
        let container = Container::start(&self.daemon, &name, request, Some(&log)).await?;
        let node = Node::new(NODE, Machine::container(container), local(direct), advertised);
        let cluster = Cluster::new(vec![node], vec![front], folder);
        cluster.wait_until_ready().await?;
        report.stage("Warming Kafka up");
        warm::up(&cluster).await?;
        Ok((cluster, name))
    }

    /// One port inside and outside, and outside on loopback: testcontainers' own default is every interface.
    fn request(&self, name: &str, ports: [u16; 2], script: Script) -> ContainerRequest<Script> {
        let labels = [(labels::HOME, self.owner.home()), (labels::OWNER, self.owner.mark())];
        let mut request = script.with_container_name(name).with_labels(labels);
        for port in ports {
            request = request.with_mapped_port(port, port.tcp());
        }
        request.with_host_config_modifier(on_loopback)
    }
}

/// Image, script and files of a start.
fn plan(start: Start<'_>, settings: NodeSettings) -> Script {
    let id = cluster_id();
    let own = |name: &str| format!("{SETTINGS}/{name}");
    let (name, tag) = (NAME.to_owned(), TAG.to_owned());
    let script = match start {
        Start::Training => {
            let training = NodeSettings { data: TRAINING.to_owned(), ..settings.clone() };
            let mounts = vec![Mount::tmpfs_mount(TRAINING)];
            Script { name, tag, script: script::prepare(&id), mounts, ..Script::default() }
                .with_file(own(FORMAT_PROPERTIES), render(&settings))
                .with_file(own(PROPERTIES), render(&training))
        }
        Start::From(Base::Plain, _) => {
            Script { name, tag, script: script::start_plain(&id), ..Script::default() }
                .with_file(own(PROPERTIES), render(&settings))
        }
        Start::From(Base::Prepared { id: image, .. }, archive) => {
            // An id is an algorithm and a sum, which testcontainers joins as it joins a name and a tag.
            let (name, tag) = image.split_once(':').unwrap_or((image, ""));
            let script = script::start_prepared(&id, archive == Archive::Used);
            return Script { name: name.into(), tag: tag.into(), script, ..Script::default() }
                .with_file(own(PROPERTIES), render(&settings));
        }
    };
    script.with_file(own(jvm::LOGGING_FILE), jvm::LOGGING)
}

fn on_loopback(host: &mut HostConfig) {
    for binding in host.port_bindings.iter_mut().flat_map(|all| all.values_mut()).flatten().flatten() {
        binding.host_ip = Some(Ipv4Addr::LOCALHOST.to_string());
    }
    // Whatever the daemon's default is: the log is to be read, and goes with the container.
    host.log_config = Some(HostConfigLogConfig { typ: Some("json-file".into()), config: None });
}

/// Bound to every interface of the container, which only published ports lead to.
fn published(port: u16, advertised: SocketAddr) -> Endpoint {
    Endpoint { bind: format!("0.0.0.0:{port}"), advertised: advertised.to_string() }
}

fn local(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}

fn log_file(folder: &RunFolder) -> PathBuf {
    folder.path().join(format!("broker-{NODE}.log"))
}
