//! What differs where the cluster is somebody else's. On one of the workbench's own these do nothing, or all.

use std::time::Duration;

use uuid::Uuid;

use super::probe::Misstep;
use super::view::View;
use super::{Cluster, EngineError};
use crate::engine::external::{ExternalError, Guest, InMaking, Message};
use crate::evidence::cel::Names;

/// The making of a topic.
#[derive(Debug)]
pub struct Making(Option<InMaking>);

impl Making {
    /// Notes that the topic is there, so that it is known as the workbench's own whatever happens.
    ///
    /// # Errors
    /// Where the note cannot be written.
    pub fn made(self, topic: &str, id: Uuid) -> Result<(), EngineError> {
        self.0.map_or(Ok(()), |making| making.made(topic, id))
    }
}

/// A cluster somewhere else answers within a second; one that is busy takes its time.
const LIMIT: Duration = Duration::from_secs(20);

impl Cluster {
    /// Whether it is somebody else's: there is no front, nothing to stop or start, and a claim before anything is made.
    pub fn is_visited(&self) -> bool {
        self.guest.is_some()
    }

    /// Which topics and groups an attempt looks at.
    pub fn view(&self) -> View {
        self.guest.as_ref().map(|guest| guest.view()).unwrap_or_default()
    }

    /// Sees that the names of a lab are free, before anything of it is made. On a cluster of the workbench's own they
    /// are.
    ///
    /// # Errors
    /// [`ExternalError::Taken`] with all that are not, [`ExternalError::Refused`] where the user lacks rights.
    pub async fn claim(&self, names: &Names) -> Result<(), EngineError> {
        match &self.guest {
            Some(guest) => guest.claim(names).await,
            None => Ok(()),
        }
    }

    /// Held while a topic is made: nobody removes what was made, or leaves, until it is dropped.
    pub async fn making(&self) -> Making {
        match &self.guest {
            Some(guest) => Making(Some(guest.making().await)),
            None => Making(None),
        }
    }

    /// Removes what was made since [`Cluster::claim`], where the cluster stays when the attempt is over. Gives the
    /// topics that appeared meanwhile and were left: they are not the lab's.
    ///
    /// # Errors
    /// [`ExternalError::Left`]; what is noted is tried again by the next attempt.
    pub async fn leave(&self) -> Result<Vec<String>, EngineError> {
        match &self.guest {
            Some(guest) => guest.leave().await,
            None => Ok(Vec::new()),
        }
    }

    /// What programs are told in their environment: where the cluster is, and how they are let in.
    ///
    /// # Errors
    /// Where a certificate cannot be written into the cluster's folder.
    pub fn variables(&self) -> Result<Vec<(String, String)>, EngineError> {
        let mut variables = vec![("KAFKA_BOOTSTRAP_SERVERS".to_owned(), self.learner_bootstrap())];
        if let Some(guest) = &self.guest {
            variables.extend(guest.variables(self.folder.path())?);
        }
        Ok(variables)
    }

    /// Writes records in their order, where the cluster is somebody else's: librdkafka does not speak TLS here.
    /// `None` on one of the workbench's own.
    pub async fn write(
        &self,
        topic: &str,
        partition: Option<i32>,
        messages: &[Message<'_>],
    ) -> Option<Result<(), String>> {
        let guest = self.guest.as_ref()?;
        Some(guest.write(topic, partition, messages).await)
    }
}

/// The canary on somebody's cluster: under a name that no other workbench has, with as many replicas as the cluster
/// gives by itself, and asking of nothing else.
pub(super) async fn sing(guest: &Guest) -> Result<(), EngineError> {
    let late = Misstep { step: "finish", reason: format!("no answer within {} s", LIMIT.as_secs()) };
    let sung = tokio::time::timeout(LIMIT, round(guest)).await.unwrap_or(Err(late));
    sung.map_err(|Misstep { step, reason }| {
        ExternalError::Canary { cluster: guest.servers().to_owned(), step, reason }.into()
    })
}

async fn round(guest: &Guest) -> Result<(), Misstep> {
    let name = guest.own("canary");
    let failed = |step| move |reason| Misstep { step, reason };
    guest.create(&name).await.map_err(failed("create a topic"))?;
    let played = guest.round(&name).await.map_err(|(step, reason)| Misstep { step, reason });
    // What was made goes, whatever came of it; the first thing that did not work is the one to tell.
    let removed = guest.remove(&name).await.map_err(failed("remove its own topic and group"));
    played.and(removed)
}
