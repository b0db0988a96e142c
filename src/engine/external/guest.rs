//! What makes a cluster one that the workbench is a guest on.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex};

use tokio::sync::OwnedMutexGuard;
use uuid::Uuid;

use super::claim::{self, Claim};
use super::clean;
use super::error::ExternalError;
use super::note::Note;
use super::round::{self, Missed};
use super::writer::{self, Message};
use crate::engine::cluster::topics::OWN;
use crate::engine::cluster::{Broker, View};
use crate::engine::error::EngineError;
use crate::engine::process::held;
use crate::engine::security::Security;
use crate::engine::wire::Address;
use crate::evidence::cel::Names;

/// How the workbench stands to a cluster of somebody else's.
#[derive(Debug)]
pub(crate) struct Guest {
    /// As its owner named it.
    pub(super) servers: String,
    /// The broker that answered first.
    pub(super) address: Address,
    /// All that there were when the attempt began.
    pub(super) brokers: Vec<Broker>,
    pub(super) security: Arc<Security>,
    /// Tells this run's own topics, groups and transactional ids from those of another workbench.
    pub(super) round: String,
    pub(super) claim: Mutex<Arc<Claim>>,
    pub(super) note: Arc<Note>,
    /// Held while something is made, and while what was made is removed.
    pub(super) making: Arc<tokio::sync::Mutex<()>>,
}

/// Something of the lab's is being made.
#[derive(Debug)]
pub(crate) struct InMaking {
    note: Arc<Note>,
    _making: OwnedMutexGuard<()>,
}

impl InMaking {
    /// Notes that a topic of the claim is there.
    pub(crate) fn made(self, topic: &str, id: Uuid) -> Result<(), EngineError> {
        self.note.made(topic, id)
    }
}

impl Guest {
    pub(crate) fn servers(&self) -> &str {
        &self.servers
    }

    pub(crate) fn address(&self) -> &Address {
        &self.address
    }

    pub(crate) fn brokers(&self) -> &[Broker] {
        &self.brokers
    }

    /// A name of the workbench's own that no other workbench has.
    pub(crate) fn own(&self, name: &str) -> String {
        format!("{OWN}{name}-{}", self.round)
    }

    /// What an attempt may look at.
    pub(crate) fn view(&self) -> View {
        let claim = self.claimed();
        View::only(claim.names.topics.iter().cloned(), claim.groups.clone())
    }

    /// Creates a topic of the workbench's own, and waits until its partition is led.
    pub(crate) async fn create(&self, topic: &str) -> Result<(), String> {
        let own = || BTreeSet::from([topic.to_owned()]);
        self.note.begin(&Names { topics: own(), groups: own() }).map_err(|error| error.to_string())?;
        let id = clean::create(&self.address, topic).await?;
        self.note.made(topic, id).map_err(|error| error.to_string())?;
        clean::until_led(&self.address, topic).await
    }

    /// Plays the canary's round on such a topic.
    pub(crate) async fn round(&self, topic: &str) -> Result<(), Missed> {
        round::play(&self.address, topic).await
    }

    /// Writes records.
    pub(crate) async fn write(
        &self,
        topic: &str,
        partition: Option<i32>,
        messages: &[Message<'_>],
    ) -> Result<(), String> {
        writer::write(&self.address, topic, partition, messages).await
    }

    /// Removes a topic of the workbench's own, and the group of the same name.
    pub(crate) async fn remove(&self, name: &str) -> Result<(), String> {
        clean::own(&self.address, name).await?;
        self.note.forget(name).map_err(|error| error.to_string())
    }

    /// Sees that nobody has the names, and notes that they will be used.
    pub(crate) async fn claim(&self, names: &Names) -> Result<(), EngineError> {
        let claim = claim::claim(&self.address, &self.servers, names).await?;
        self.note.begin(names)?;
        *held(&self.claim) = Arc::new(claim);
        Ok(())
    }

    /// Begins to make something, once what was made before is gone where it is being removed.
    pub(crate) async fn making(&self) -> InMaking {
        let making = Arc::clone(&self.making).lock_owned().await;
        InMaking { note: Arc::clone(&self.note), _making: making }
    }

    /// Removes what was made since the claim.
    pub(crate) async fn clean(&self) -> Result<(), EngineError> {
        let _making = self.making.lock().await;
        let cleaned = clean::after_stage(&self.address, &self.claimed()).await;
        cleaned.map_err(|reason| ExternalError::Left { cluster: self.servers.clone(), reason }.into())
    }

    /// Removes what was made, forgets it, and gives the topics that others made meanwhile: a program, or somebody.
    pub(crate) async fn leave(&self) -> Result<Vec<String>, EngineError> {
        self.clean().await?;
        let claim = self.claimed();
        for own in self.note.settle(&claim.names) {
            // It is noted: where this does not work, the next attempt does it.
            let _ = clean::own(&self.address, &own).await;
        }
        let now: BTreeSet<String> = claim::topics(&self.address).await.unwrap_or_default();
        let new = now.difference(&claim.topics).filter(|topic| !topic.starts_with(OWN));
        Ok(new.filter(|topic| !claim.names.topics.contains(*topic)).cloned().collect())
    }

    /// What a program finds in its environment besides the address. Certificates are written into `folder`, for its
    /// owner alone.
    pub(crate) fn variables(&self, folder: &Path) -> Result<Vec<(String, String)>, EngineError> {
        self.security.variables(folder).map_err(EngineError::io("write", folder))
    }

    fn claimed(&self) -> Arc<Claim> {
        Arc::clone(&held(&self.claim))
    }
}
