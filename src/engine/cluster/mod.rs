//! A running cluster: what an attempt works with.

mod machine;
mod node;
mod view;
mod visited;
pub(in crate::engine) mod topics;
mod coordinator;
mod ready;
mod partitions;
mod probe;
pub(crate) mod serving;
pub(crate) mod warm;
mod canary;
pub(in crate::engine) mod clean;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Duration;

use rdkafka::ClientConfig;
use tokio::sync::OwnedSemaphorePermit;

use super::error::EngineError;
use super::external::Guest;
use super::process::held;
use super::runs::RunFolder;
use super::wire::Address;
pub(crate) use machine::Machine;
pub(crate) use node::Node;
pub use node::{Broker, Front};
pub use partitions::{Partition, partitions};
use probe::{Misstep, Probe};
pub use topics::OWN;
pub use view::View;
pub use visited::Making;

/// A broker that idles answers within milliseconds.
const ANSWERING: Duration = Duration::from_secs(2);
/// Kafka hands over leadership and closes its log: one to two seconds.
const STOPPING: Duration = Duration::from_secs(20);

/// Of the log of each of several brokers.
const FEW: usize = 5;

/// Brokers of our own that nobody else uses: dropped, it kills them and removes their data. Or somebody else's, on
/// which the workbench is a guest.
#[derive(Debug)]
pub struct Cluster {
    nodes: Vec<Node>,
    /// Where it is a process of its own; else it is part of the only broker.
    controller: Option<Machine>,
    fronts: Mutex<Vec<Front>>,
    /// Where programs were told that brokers are: address, broker, its LEARNER listener.
    front_places: Vec<(SocketAddr, i32, SocketAddr)>,
    guest: Option<Guest>,
    probe: tokio::sync::Mutex<Option<Probe>>,
    /// How many clusters may run at once.
    permit: Mutex<Option<OwnedSemaphorePermit>>,
    /// Last: the data goes when nobody writes to it any more.
    folder: RunFolder,
}

impl Cluster {
    pub(crate) fn new(nodes: Vec<Node>, fronts: Vec<Front>, folder: RunFolder) -> Self {
        let probe = tokio::sync::Mutex::new(None);
        let place = |front: &Front| Some((front.address().ok()?, front.broker_id, front.upstream));
        let front_places = fronts.iter().filter_map(place).collect();
        let (fronts, permit) = (Mutex::new(fronts), Mutex::new(None));
        Self { nodes, controller: None, fronts, front_places, guest: None, probe, permit, folder }
    }

    /// Somebody else's brokers.
    pub(crate) fn visited(guest: Guest, folder: RunFolder) -> Self {
        let mut cluster = Self::new(Vec::new(), Vec::new(), folder);
        cluster.guest = Some(guest);
        cluster
    }

    /// The same with a controller apart.
    pub(crate) fn with_controller(mut self, controller: Option<Machine>) -> Self {
        self.controller = controller;
        self
    }

    /// For the workbench's own clients, `host:port,…`: the DIRECT listeners, with nothing between.
    pub fn bootstrap(&self) -> String {
        match &self.guest {
            Some(guest) => guest.servers().to_owned(),
            None => addresses(self.nodes.iter().map(|node| &node.direct)),
        }
    }

    /// One broker of those that should be at work, which can tell of the others.
    pub fn direct(&self) -> Address {
        if let Some(guest) = &self.guest {
            return guest.address().clone();
        }
        let at_work = self.nodes.iter().find(|node| node.is_expected());
        // Nothing listens on port 0: whoever asks a cluster that is gone is told so.
        at_work.or(self.nodes.first()).map_or(Address::new("127.0.0.1", 0), |node| node.direct.clone())
    }

    /// All that should be at work.
    fn at_work(&self) -> Vec<Address> {
        self.expected().map(|node| node.direct.clone()).collect()
    }

    fn expected(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter().filter(|node| node.is_expected())
    }

    /// What the workbench's own clients of librdkafka begin with. They are let into somebody's cluster only where it
    /// asks nobody who is there; [`Cluster::write`] is let in everywhere.
    pub fn client(&self) -> ClientConfig {
        let mut config = ClientConfig::new();
        config.set("bootstrap.servers", self.bootstrap()).set("client.id", "kafka-workbench");
        if !self.is_visited() {
            // Brokers of our own listen there alone.
            config.set("broker.address.family", "v4");
        }
        config
    }

    /// For programs: the fronts, which the brokers advertise on their LEARNER listeners.
    pub fn learner_bootstrap(&self) -> String {
        match &self.guest {
            Some(guest) => guest.servers().to_owned(),
            None => addresses(self.nodes.iter().map(|node| &node.advertised)),
        }
    }

    /// All brokers, whether they run or not.
    pub fn brokers(&self) -> Vec<Broker> {
        match &self.guest {
            Some(guest) => guest.brokers().to_vec(),
            None => self.nodes.iter().map(Node::describe).collect(),
        }
    }

    /// The sockets behind [`Cluster::learner_bootstrap`], for a gateway to serve. Handed out once, until
    /// a pool was given the cluster back; programs' connections wait until then.
    pub fn take_fronts(&self) -> Vec<Front> {
        std::mem::take(&mut *held(&self.fronts))
    }

    /// Whether all brokers run that should, and their controller. One that was killed or stopped here is not missed.
    ///
    /// # Errors
    /// [`EngineError::BrokerGone`] or [`EngineError::ControllerGone`], with the last lines of what ended.
    pub fn check_alive(&self) -> Result<(), EngineError> {
        for node in &self.nodes {
            if let Some(status) = node.ended_by_itself() {
                return Err(EngineError::BrokerGone { broker: node.id(), status, log: node.tail() });
            }
        }
        match self.controller.as_ref().and_then(|controller| Some((controller.ended()?, controller.tail()))) {
            Some((status, log)) => Err(EngineError::ControllerGone { status, log }),
            None => Ok(()),
        }
    }

    /// Whether all brokers are there that should. The end of a process is known at once, that of a container a moment
    /// after it: so containers are asked.
    pub(crate) async fn answers(&self) -> bool {
        for node in self.nodes.iter().filter(|node| node.is_expected() && node.describe().pid.is_none()) {
            let asked = tokio::time::timeout(ANSWERING, topics::metadata(&node.direct)).await;
            if !asked.is_ok_and(|answer| answer.is_ok()) {
                return false;
            }
        }
        self.check_alive().is_ok()
    }

    /// Proves on topics of its own that the cluster creates, writes, reads, commits and has transactions; leaves
    /// nothing behind. About a tenth of a second on a warm cluster, six seconds at most.
    ///
    /// # Errors
    /// [`EngineError::Canary`] with the step that did not work, or [`EngineError::BrokerGone`].
    pub async fn canary(&self) -> Result<(), EngineError> {
        match &self.guest {
            Some(guest) => visited::sing(guest).await,
            None => canary::sing(self).await,
        }
    }

    /// Removes what programs made, so that the next stage starts as on a new cluster: open transactions are
    /// aborted, group members expelled, groups and topics deleted. Programs must have ended. What is kept: the
    /// names of transactional ids, at rest, and producer ids already handed out.
    ///
    /// # Errors
    /// [`EngineError::Clean`] with what is left; take another cluster then.
    pub async fn clean(&self) -> Result<(), EngineError> {
        if let Some(guest) = &self.guest {
            return guest.clean().await;
        }
        clean::clean(&self.at_work()).await.map_err(|reason| EngineError::Clean { reason })
    }

    /// Makes ready for another attempt what one has had to its end: clean, proved to work, its fronts to be taken once
    /// more. Programs and gateway must be gone.
    ///
    /// # Errors
    /// Where it has gone through more than programs, it cannot be cleaned, or does not work; take another cluster then.
    pub(in crate::engine) async fn renew(&self) -> Result<(), EngineError> {
        if let Some(node) = self.nodes.iter().find(|node| !node.is_undisturbed()) {
            return Err(EngineError::Clean { reason: format!("broker {} was disturbed", node.id()) });
        }
        self.clean().await?;
        self.canary().await?;
        let mut fronts = held(&self.fronts);
        if fronts.is_empty() {
            let bound = self
                .front_places
                .iter()
                .map(|(at, broker, upstream)| Front::bind_at(*at, *broker, *upstream));
            *fronts = bound.collect::<Result<_, _>>()?;
        }
        Ok(())
    }

    /// Kills a broker as `kill -9` does, and waits until it is gone.
    ///
    /// # Errors
    /// [`EngineError::NoSuchBroker`], or [`EngineError::Control`] if it does not end.
    pub async fn kill(&self, broker: i32) -> Result<(), EngineError> {
        self.node(broker)?.kill().await
    }

    /// Ends a broker properly: it closes its log and hands over what it leads.
    ///
    /// # Errors
    /// As [`Cluster::kill`].
    pub async fn stop_broker(&self, broker: i32) -> Result<(), EngineError> {
        self.node(broker)?.stop(STOPPING).await
    }

    /// Freezes a broker: its connections stay open and say nothing.
    ///
    /// # Errors
    /// [`EngineError::NoSuchBroker`], or [`EngineError::Control`] if there is no such process any more.
    pub async fn pause(&self, broker: i32) -> Result<(), EngineError> {
        self.node(broker)?.pause().await
    }

    /// Lets a frozen broker go on.
    ///
    /// # Errors
    /// As [`Cluster::pause`].
    pub async fn resume(&self, broker: i32) -> Result<(), EngineError> {
        self.node(broker)?.resume().await
    }

    /// Starts a broker again on the same data and ports, killing it first if it runs, and waits until it serves, as
    /// [`Cluster::bring_back`] does.
    ///
    /// # Errors
    /// [`EngineError::Start`] or [`EngineError::NotReady`].
    pub async fn restart(&self, broker: i32) -> Result<(), EngineError> {
        self.node(broker)?.restart().await?;
        self.serves().await
    }

    /// Brings a broker back that was killed, stopped or paused here, and waits until it serves: its partitions are
    /// led, all brokers that are there are in sync, and the coordinators have read their logs. What has to wait for
    /// another broker that is away is not waited for. Nothing to do for one that is at work.
    ///
    /// # Errors
    /// [`EngineError::NoSuchBroker`], [`EngineError::Start`] or [`EngineError::NotReady`].
    pub async fn bring_back(&self, broker: i32) -> Result<(), EngineError> {
        let node = self.node(broker)?;
        if !node.is_expected() {
            node.bring_back().await?;
            self.serves().await?;
        }
        Ok(())
    }

    /// The brokers that were killed, stopped or paused here, and are not back.
    pub fn away(&self) -> Vec<i32> {
        self.nodes.iter().filter(|node| !node.is_expected()).map(Node::id).collect()
    }

    /// The last lines of the only broker's log, oldest first. Of several brokers and their controller the last few
    /// of each, with its name before them: a reader sees one screen.
    pub fn log_tail(&self) -> Vec<String> {
        let Some(controller) = &self.controller else { return self.printed() };
        let brokers = self.nodes.iter().map(|node| (format!("broker {}", node.id()), node.machine()));
        let all = brokers.chain([("controller".to_owned(), controller)]);
        all.flat_map(|(name, machine)| {
            let lines = machine.tail();
            let from = lines.len().saturating_sub(FEW);
            lines[from..].iter().map(|line| format!("{name}: {line}")).collect::<Vec<_>>()
        })
        .collect()
    }

    /// All that is kept of what brokers and controller printed.
    pub(crate) fn printed(&self) -> Vec<String> {
        let machines = self.nodes.iter().map(Node::machine).chain(&self.controller);
        machines.flat_map(Machine::tail).collect()
    }

    /// The files with all that the brokers logged, there until the cluster is stopped.
    pub fn log_files(&self) -> Vec<PathBuf> {
        let controller = self.controller.iter().filter_map(Machine::log_file);
        self.nodes.iter().filter_map(Node::log_file).chain(controller).collect()
    }

    /// Ends the cluster at once and removes its data, without holding up the caller's thread as dropping would.
    pub async fn stop(self) {
        for node in &self.nodes {
            // What does not end now is ended by the owner's sweep.
            let _ = node.kill().await;
        }
        if let Some(controller) = &self.controller {
            let _ = controller.kill().await;
        }
        // Removing the data of a few hundred megabytes takes a while.
        let _ = tokio::task::spawn_blocking(move || drop(self)).await;
    }

    /// Asks all brokers to end and waits for them.
    pub(crate) async fn end(&self, within: Duration) -> Result<(), EngineError> {
        for node in &self.nodes {
            node.stop(within).await?;
        }
        Ok(())
    }

    /// The cluster counts against a limit until it is dropped.
    pub(crate) fn hold(&self, permit: OwnedSemaphorePermit) {
        *held(&self.permit) = Some(permit);
    }

    async fn keep(&self, probe: Probe) {
        *self.probe.lock().await = Some(probe);
    }

    fn node(&self, broker: i32) -> Result<&Node, EngineError> {
        self.nodes.iter().find(|node| node.id() == broker).ok_or(EngineError::NoSuchBroker { broker })
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // Closing a client waits for its threads, and for answers that may not come: not here.
        if let Some(probe) = self.probe.get_mut().take() {
            let closing = std::thread::Builder::new().name("close-clients".into()).spawn(move || drop(probe));
            // Without a thread the clients were closed where they are.
            drop(closing);
        }
    }
}

/// Runs a client's blocking calls aside.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Misstep> + Send + 'static,
) -> Result<T, Misstep> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|panic| Err(Misstep { step: "run", reason: panic.to_string() }))
}

fn addresses<'a>(each: impl Iterator<Item = &'a Address>) -> String {
    each.map(|address| address.to_string()).collect::<Vec<_>>().join(",")
}
