//! The scenario of one stage: what happens, and what is known of it.

use super::background::{Beside, Rounds};
use super::clock::{Clock, micros};
use super::database::Database;
use super::program::{Ended, Launch, Output, Process};
use super::run::Trouble;
use super::service::{Rule, Services, WhoCalls};
use super::traps::Traps;
use super::workspace;
use super::{Order, data, http, log, members};
use crate::course::At;
use crate::course::lab::{Exit, Stage};
use crate::engine::Cluster;
use crate::engine::runs::{Owner, RunFolder};
use crate::evidence::cel::Complaint;
use crate::evidence::{self, Evidence, Micros, Request, Run};
use crate::gateway::{Firing, Gateway, Peers, Seen, Struck};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::time::Instant;

/// Everything that a step may need.
pub(super) struct Scenario<'a> {
    pub(super) order: &'a Order,
    pub(super) stage: &'a Stage,
    pub(super) cluster: Option<&'a Cluster>,
    pub(super) gateway: Option<&'a Gateway>,
    /// The programs, for whoever sees their connections.
    pub(super) peers: Peers,
    pub(super) services: Services,
    pub(super) database: Option<Database>,
    /// What later steps are bound to.
    pub(super) traps: Traps,
    pub(super) clock: Clock,
    /// What is known so far.
    pub(super) known: Evidence,
    pub(super) output: Output,
    /// Programs that were started, whether they run or not.
    pub(super) running: Vec<Started>,
    /// Whether a step could not be done that was to be.
    pub(super) halted: bool,
    /// What a step has begun to play beside the scenario, until that takes it up.
    pub(super) begun: Vec<Rounds<'a>>,
    /// What plays beside the scenario, or has, by the id of its step.
    pub(super) beside: BTreeMap<String, Beside>,
    /// When the learner's time is over.
    pub(super) over: Instant,
    folder: RunFolder,
    mark: String,
    /// Dropped last, with the folder.
    work: PathBuf,
}

/// A run and its process.
pub(super) struct Started {
    pub(super) process: Process,
    pub(super) run: Run,
    /// Its `WORKER_ID`, where a step gave it one.
    pub(super) worker: Option<String>,
    /// How it may end by itself.
    pub(super) exit: Exit,
    /// The port that it was given to listen at.
    pub(super) port: Option<u16>,
}

/// Why a step could not be done.
pub(super) enum Halted {
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
    pub(super) fn new(
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

    /// Starts a program of the lab as the run `run`.
    pub(super) fn start(
        &mut self,
        program: &str,
        run: &str,
        exit: Exit,
        given: impl Iterator<Item = (String, String)>,
        variables: impl Iterator<Item = (String, String)>,
    ) -> Result<(), Trouble> {
        let lab = &self.order.lab;
        let own = lab.spec.programs.get(program).map(|p| p.run.clone()).unwrap_or_default();
        let replaced = self.order.command.clone().filter(|_| lab.main_program() == Some(program));
        let files = given.map(|(variable, set)| {
            (variable, self.folder.path().join(format!("{set}.jsonl")).display().to_string())
        });
        let mut all: Vec<(String, String)> = files.chain(variables).collect();
        if let Some(cluster) = self.cluster {
            all.extend(cluster.variables().map_err(Trouble::ours)?);
        }
        all.extend(self.services.variables());
        all.extend(self.database.as_ref().map(Database::variable));
        let port = lab.listens(program).then(http::free_port).transpose().map_err(Trouble::ours)?;
        all.extend(port.map(|port| ("PORT".to_owned(), port.to_string())));
        let launch = Launch {
            program: program.to_owned(),
            run: run.to_owned(),
            command: replaced.unwrap_or(own),
            folder: self.work.clone(),
            bin: self.order.python_bin.clone(),
            variables: all,
            mark: format!("{}/{run}", self.mark),
        };
        let started = self.clock.now();
        let process = Process::start(&launch, &self.output)
            .map_err(|error| Trouble::ours(format!("the program {program} could not be started: {error}")))?;
        self.peers.introduce(process.pid(), program, run);
        let run = Run {
            program: program.to_owned(),
            run: run.to_owned(),
            pid: i64::from(process.pid()),
            started,
            ended: None,
            exit: None,
            signal: None,
            ended_by_scenario: false,
            died: false,
        };
        self.running.push(Started { process, run, worker: None, exit, port });
        Ok(())
    }

    /// The place in `running` of the latest run of a program, or of one of its instances, that has not ended.
    pub(super) fn latest(&mut self, program: &str, worker: Option<&At<String>>) -> Option<usize> {
        self.notice_ends();
        let is_it = |s: &Started| {
            s.run.program == program
                && worker.is_none_or(|worker| s.worker.as_ref() == Some(&worker.value))
                && s.run.ended.is_none()
        };
        self.running.iter().rposition(is_it)
    }

    /// The latest run of a program, or of one of its instances, whether it has ended or not, and its port.
    pub(super) fn port(&self, program: &str, worker: Option<&str>) -> (Option<String>, Option<u16>) {
        let is_it = |s: &&Started| {
            s.run.program == program && worker.is_none_or(|worker| s.worker.as_deref() == Some(worker))
        };
        let latest = self.running.iter().rfind(is_it);
        (latest.map(|started| started.run.run.clone()), latest.and_then(|started| started.port))
    }

    /// Notes which programs have ended by themselves since the last look.
    pub(super) fn notice_ends(&mut self) {
        let now = self.clock.now();
        for started in self.running.iter_mut().filter(|s| s.run.ended.is_none()) {
            if let Some(ended) = started.process.ended() {
                started.note(ended, now, false);
            }
        }
    }

    /// Ends every program that still runs, and waits until all that any of them printed has been read.
    pub(super) async fn end_programs(&mut self) {
        self.notice_ends();
        for started in self.running.iter_mut().filter(|s| s.run.ended.is_some()) {
            started.process.tidy().await;
        }
        for started in self.running.iter_mut().filter(|s| s.run.ended.is_none()) {
            if let Some(ended) = started.process.kill().await {
                started.note(ended, self.clock.now(), true);
            }
        }
    }

    /// Ends the services, once no program is left to call them. What came of a step goes with the step.
    pub(super) async fn end_services(&mut self) {
        self.services.close().await;
        for (id, did) in self.services.did() {
            if let Some(step) = self.known.steps.get_mut(&id) {
                step.result = json!(did);
            }
        }
    }

    /// How much programs have done that a check may ask for: calls, lines, and what they wrote and committed.
    pub(super) fn progress(&self) -> usize {
        let calls: usize = self.services.effects().values().map(Vec::len).sum();
        let lines: usize = self.output.lines().values().map(Vec::len).sum();
        let tells = |request: &&Request| matches!(&*request.api, "Produce" | "OffsetCommit" | "EndTxn");
        let seen = self.gateway.map(Gateway::seen).unwrap_or_default();
        let transactions = self.database.as_ref().map_or(0, |database| database.transactions().len());
        calls + lines + transactions + seen.requests.iter().filter(tells).count()
    }

    /// Whether a wait that is over goes on: on a starved machine a program needs longer, and as long as it does
    /// something it is not stuck. `before` is its progress when the wait began; the stage's limit ends it.
    pub(super) fn goes_on(&self, before: usize) -> bool {
        self.progress() > before && Instant::now() < self.over
    }

    /// How long at least one program ran.
    pub(super) fn time_of_programs(&self) -> Micros {
        let mut spans: Vec<(Micros, Micros)> =
            self.running.iter().filter_map(|s| Some((s.run.started, s.run.ended?))).collect();
        spans.sort_unstable();
        let mut total = 0;
        let mut covered = Micros::MIN;
        for (from, to) in spans {
            total += (to - from.max(covered)).max(0);
            covered = covered.max(to);
        }
        total
    }

    /// When the first program was started.
    pub(super) fn first_start(&self) -> Option<Micros> {
        self.running.iter().map(|s| s.run.started).min()
    }

    /// What faults did goes with the step that put them in force.
    pub(super) fn fired(&mut self, firings: &[Firing]) {
        for firing in firings {
            if let Some(step) = self.known.steps.get_mut(&firing.fault) {
                // A fault has nothing else to say; a step that holds has.
                if step.result.is_null() {
                    step.result = json!({});
                }
                let fired = &mut step.result["fired"];
                if fired.is_null() {
                    *fired = json!([]);
                }
                let at = micros(firing.at);
                let told = match &firing.to {
                    Struck::Request { api, n } => {
                        json!({ "api": format!("{api:?}"), "request": n, "at": at })
                    }
                    Struck::Connection { n, broker, program } => {
                        json!({ "connection": n, "broker": broker, "program": program, "at": at })
                    }
                };
                if let Some(fired) = fired.as_array_mut() {
                    fired.push(told);
                }
            }
        }
    }

    /// How consumer groups stand once nothing that the programs sent is under way any more.
    pub(super) async fn groups(&self, cluster: &Cluster) -> Result<Vec<log::Standing>, Trouble> {
        if let Some(gateway) = self.gateway {
            members::closed(gateway, None).await;
        }
        log::standing(&cluster.direct(), &cluster.view()).await.map_err(Trouble::broker)
    }

    /// What passed the gateway is known.
    pub(super) fn wire(&mut self, seen: Seen) {
        self.known.commits = evidence::commits(&seen.requests);
        self.known.members = evidence::members(
            &seen.requests,
            self.running.iter().map(|started| &started.run),
            &self.known.steps,
        );
        self.known.requests = seen.requests;
        self.known.unseen = seen.unseen;
    }

    /// Reads topics and records up to where they end now, which is also where `groups` may have come to.
    pub(super) async fn read_log(
        &mut self,
        cluster: &Cluster,
        groups: Vec<log::Standing>,
    ) -> Result<(), Trouble> {
        if self.brokers().is_some() {
            log::replicated(&cluster.direct(), &cluster.view()).await.map_err(Trouble::broker)?;
        }
        // One broker tells of all.
        (self.known.topics, self.known.records) =
            log::read(&cluster.direct(), &cluster.view(), &cluster.away()).await.map_err(Trouble::broker)?;
        let ends = self.known.topics.values().map(|topic| (topic.name.clone(), topic.ends.clone())).collect();
        evidence::arrivals(&mut self.known.records, &self.known.requests);
        self.known.groups = members::groups(groups, &self.known.requests, &ends);
        Ok(())
    }

    /// What is known now.
    pub(super) fn evidence(&self) -> Evidence {
        let mut evidence = self.known.clone();
        evidence.lines = self.output.lines();
        evidence.effects = self.services.effects();
        evidence.database_transactions =
            self.database.as_ref().map(Database::transactions).unwrap_or_default();
        for started in &self.running {
            evidence.programs.entry(started.run.program.clone()).or_default().push(started.run.clone());
        }
        evidence
    }

    /// The working folder.
    pub(super) fn work(&self) -> &Path {
        &self.work
    }
}

impl Started {
    /// Notes how the run ended.
    pub(super) fn note(&mut self, ended: Ended, at: Micros, by_scenario: bool) {
        self.run.ended = Some(at);
        self.run.exit = ended.exit.map(i64::from);
        self.run.signal = ended.signal.map(i64::from);
        self.run.ended_by_scenario = by_scenario;
        self.run.died = !by_scenario && self.exit == Exit::Ok && ended.exit != Some(0);
    }
}

/// Services know their callers as the gateway knows its programs.
fn who_calls(peers: Peers) -> WhoCalls {
    Arc::new(move |theirs, ours| peers.find(theirs, ours).map(|who| (who.program, who.run, who.pid)))
}
