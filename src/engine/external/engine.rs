//! Reaches a cluster that is there, and hands it out to one attempt at a time.

use std::iter;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use kafka_protocol::messages::MetadataResponse;

use super::claim::{self, Claim};
use super::clean;
use super::error::ExternalError;
use super::guest::Guest;
use super::note::Note;
use super::servers::Servers;
use super::versions;
use crate::course::{Capability, Ground};
use crate::engine::cluster::{Broker, Cluster};
use crate::engine::error::EngineError;
use crate::engine::progress::Report;
use crate::engine::runs::Owner;
use crate::engine::security::Security;
use crate::engine::shape::Shape;
use crate::engine::wire::{Address, Wire};
use crate::evidence::BrokerState;

/// A cluster of somebody else's that was reached.
#[derive(Debug)]
pub struct ExternalEngine {
    servers: Servers,
    /// The one of them that answered first.
    address: Address,
    security: Arc<Security>,
    owner: Arc<Owner>,
    /// Where notes are kept of what was made on which cluster.
    notes: PathBuf,
    version: String,
    brokers: usize,
}

impl ExternalEngine {
    /// Reaches one of `servers` and sees what it is. Nothing is made there. `notes` is a folder of the home, in which
    /// is kept what an attempt makes.
    ///
    /// # Errors
    /// [`ExternalError::NoAnswer`] where none of them answers, [`ExternalError::TooOld`].
    pub async fn prepare(
        servers: &Servers,
        security: Security,
        owner: Arc<Owner>,
        notes: PathBuf,
        report: &Report,
    ) -> Result<Self, EngineError> {
        report.stage(format!("Asking the cluster at {servers}"));
        let security = Arc::new(security);
        let mut first = None;
        for (host, port) in servers.iter() {
            let address = Address::new(host, port).with_security(Arc::clone(&security));
            match versions::check(&address).await {
                Ok(checked) => {
                    let version = checked?;
                    let brokers = reach_all(servers, &address).await?;
                    let servers = servers.clone();
                    return Ok(Self { servers, address, security, owner, notes, version, brokers });
                }
                Err(error) => {
                    first.get_or_insert(error);
                }
            }
        }
        // A list of servers has one at least.
        let Some(source) = first else { return Err(refused(servers, "answer", "nobody was asked".into())) };
        Err(ExternalError::NoAnswer { servers: servers.to_string(), source: Box::new(source) }.into())
    }

    /// The cluster for one attempt: waits until no other of this home uses it, removes what one that was killed has
    /// left, and sees that it works.
    ///
    /// # Errors
    /// [`ExternalError::Shape`] where it is not as asked for, [`ExternalError::Canary`] where it does not work for
    /// this user.
    pub async fn start(&self, shape: &Shape, report: &Report) -> Result<Cluster, EngineError> {
        self.fits(shape)?;
        let (address, metadata) = self.there().await?;
        let id = metadata.cluster_id.as_ref().map_or_else(|| self.servers.to_string(), |id| id.to_string());
        let (note, left) = Note::take(&self.notes, &id, report).await?;
        if !left.topics.is_empty() || !left.groups.is_empty() {
            report.stage("Removing what an attempt left that was killed");
            let removed = clean::after_death(&address, &left).await;
            removed.map_err(|reason| ExternalError::Left { cluster: self.servers.to_string(), reason })?;
            note.clear();
        }
        let brokers = metadata.brokers.iter().map(|broker| {
            let address = address.sibling(broker.host.as_str(), broker.port);
            let state = BrokerState::Running;
            Broker { id: broker.node_id.0, pid: None, direct: address.clone(), advertised: address, state }
        });
        let brokers = brokers.collect();
        let guest = Guest {
            servers: self.servers.to_string(),
            address,
            brokers,
            security: Arc::clone(&self.security),
            round: format!("{:08x}", rand::random::<u32>()),
            claim: Mutex::new(Arc::new(Claim::default())),
            note: Arc::new(note),
            making: Arc::default(),
        };
        let cluster = Cluster::visited(guest, self.owner.folder("cluster")?);
        report.stage("Seeing that the cluster works");
        cluster.canary().await?;
        Ok(cluster)
    }

    /// A broker that answers, and what it says of all: the one that did first, unless it is down by now.
    async fn there(&self) -> Result<(Address, MetadataResponse), EngineError> {
        let others = self.servers.iter().map(|(host, port)| self.address.sibling(host, port.into()));
        let mut first = None;
        for address in iter::once(self.address.clone()).chain(others) {
            match claim::metadata(&address, []).await {
                Ok(metadata) => return Ok((address, metadata)),
                Err(why) => {
                    first.get_or_insert(why);
                }
            }
        }
        Err(refused(&self.servers, "tell its brokers", first.unwrap_or_default()))
    }

    /// Its version, such as `4.1`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// What it has: its brokers, a database beside them, and nothing that would need a hold on the brokers.
    pub fn ground(&self) -> Ground {
        Ground::of_brokers(u32::try_from(self.brokers).unwrap_or(u32::MAX)).with([Capability::Postgres])
    }

    fn fits(&self, shape: &Shape) -> Result<(), ExternalError> {
        let why = match (shape.settings.is_empty(), usize::from(shape.brokers) <= self.brokers) {
            (true, true) => return Ok(()),
            (false, _) => "takes no settings of the workbench's: it is somebody's".to_owned(),
            (true, false) => {
                format!("has {} of the {} brokers that are needed", self.brokers, shape.brokers)
            }
        };
        Err(ExternalError::Shape { cluster: self.servers.to_string(), why })
    }
}

/// Programs and the workbench go on to where the brokers say that they are, which may be known elsewhere only. Gives
/// how many there are.
async fn reach_all(servers: &Servers, first: &Address) -> Result<usize, EngineError> {
    let brokers = claim::brokers(first).await.map_err(|why| refused(servers, "tell its brokers", why))?;
    for broker in &brokers {
        if let Err(source) = Wire::open(broker).await {
            let (cluster, broker) = (servers.to_string(), broker.clone());
            return Err(ExternalError::Advertised { cluster, broker, source: Box::new(source) }.into());
        }
    }
    Ok(brokers.len())
}

fn refused(servers: &Servers, what: &str, why: String) -> EngineError {
    ExternalError::Refused { cluster: servers.to_string(), what: what.to_owned(), why }.into()
}
