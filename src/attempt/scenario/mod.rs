//! The scenario of one stage: what happens, and what is known of it.

mod known;
mod programs;

pub(in crate::attempt) use programs::Started;

use super::background::{Beside, Rounds};
use super::clock::Clock;
use super::database::Database;
use super::program::Output;
use super::run::Trouble;
use super::service::{Rule, Services, WhoCalls};
use super::traps::Traps;
use super::{Order, data, workspace};
use crate::course::lab::Stage;
use crate::engine::Cluster;
use crate::engine::runs::{Owner, RunFolder};
use crate::evidence::Evidence;
use crate::evidence::cel::Complaint;
use crate::gateway::{Gateway, Peers};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::time::Instant;

/// Everything that a step may need.
pub(in crate::attempt) struct Scenario<'a> {
    pub(in crate::attempt) order: &'a Order,
    pub(in crate::attempt) stage: &'a Stage,
    pub(in crate::attempt) cluster: Option<&'a Cluster>,
    pub(in crate::attempt) gateway: Option<&'a Gateway>,
    /// The programs, for whoever sees their connections.
    pub(in crate::attempt) peers: Peers,
    pub(in crate::attempt) services: Services,
    pub(in crate::attempt) database: Option<Database>,
    /// What later steps are bound to.
    pub(in crate::attempt) traps: Traps,
    pub(in crate::attempt) clock: Clock,
    /// What is known so far.
    pub(in crate::attempt) known: Evidence,
    pub(in crate::attempt) output: Output,
    /// Programs that were started, whether they run or not.
    pub(in crate::attempt) running: Vec<Started>,
    /// Whether a step could not be done that was to be.
    pub(in crate::attempt) halted: bool,
    /// What a step has begun to play beside the scenario, until that takes it up.
    pub(in crate::attempt) begun: Vec<Rounds<'a>>,
    /// What plays beside the scenario, or has, by the id of its step.
    pub(in crate::attempt) beside: BTreeMap<String, Beside>,
    /// When the learner's time is over.
    pub(in crate::attempt) over: Instant,
    folder: RunFolder,
    mark: String,
    /// Dropped last, with the folder.
    work: PathBuf,
}

/// Why a step could not be done.
pub(in crate::attempt) enum Halted {
    /// Through the learner's program: the scenario ends here, and is judged.
    Program {
        /// What happened, in a sentence.
        error: String,
        /// What is known of it, for the verdict: `program`, `expected`, `got`.
        result: Value,
    },
    /// Through anything else: there is no verdict.
    Trouble(Trouble),
}

impl From<Trouble> for Halted {
    fn from(trouble: Trouble) -> Halted {
        Halted::Trouble(trouble)
    }
}

impl<'a> Scenario<'a> {
    /// Makes the working folder and the data of a stage.
    pub(in crate::attempt) fn new(
        order: &'a Order,
        stage: &'a Stage,
        cluster: Option<&'a Cluster>,
        gateway: Option<&'a Gateway>,
        owner: &Arc<Owner>,
        clock: Clock,
        seed: u64,
    ) -> Result<Scenario<'a>, Trouble> {
        let folder = owner.folder("attempt").map_err(Trouble::ours)?;
        let work = folder.path().join("work");
        workspace::make(&order.layers, &work).map_err(Trouble::ours)?;
        let given: BTreeMap<String, Vec<Value>> =
            stage.data.iter().map(|(name, set)| (name.clone(), data::make(name, set, seed))).collect();
        for (name, set) in &stage.data {
            let text = data::file(set, given.get(name).map(Vec::as_slice).unwrap_or_default());
            fs::write(folder.path().join(format!("{name}.jsonl")), text).map_err(Trouble::ours)?;
        }
        let unique = folder.path().file_name().map(|name| name.to_string_lossy().into_owned());
        let peers = gateway.map(|gateway| gateway.peers().clone()).unwrap_or_default();
        let services = order.lab.spec.services.iter();
        let services = services
            .map(|(name, service)| Ok((name, Rule::all(&service.answers)?)))
            .collect::<Result<Vec<_>, Complaint>>()
            .map_err(|complaint| Trouble::ours(complaint.message))?;
        let services = Services::open(services.into_iter(), clock, &who_calls(peers.clone()));
        Ok(Scenario {
            order,
            stage,
            cluster,
            gateway,
            peers,
            services: services.map_err(Trouble::ours)?,
            database: None,
            traps: Traps::default(),
            clock,
            known: Evidence { given, thresholds: order.lab.spec.numbers(), ..Evidence::default() },
            output: Output::new(clock, order.listener.clone(), &work),
            running: Vec::new(),
            halted: false,
            begun: Vec::new(),
            beside: BTreeMap::new(),
            over: Instant::now() + order.lab.spec.limit.0,
            mark: format!("{}/{}", owner.mark(), unique.unwrap_or_default()),
            folder,
            work,
        })
    }

    /// The working folder.
    pub(in crate::attempt) fn work(&self) -> &Path {
        &self.work
    }
}

/// Services know their callers as the gateway knows its programs.
fn who_calls(peers: Peers) -> WhoCalls {
    Arc::new(move |theirs, ours| peers.find(theirs, ours).map(|who| (who.program, who.run, who.pid)))
}
