//! The programs of a scenario: started, found again, and ended.

use super::Scenario;
use crate::attempt::database::Database;
use crate::attempt::http;
use crate::attempt::program::{Ended, Launch, Process};
use crate::attempt::run::Trouble;
use crate::course::At;
use crate::course::lab::Exit;
use crate::evidence::{Micros, Run};

/// A run and its process.
pub(in crate::attempt) struct Started {
    pub(in crate::attempt) process: Process,
    pub(in crate::attempt) run: Run,
    /// Its `WORKER_ID`, where a step gave it one.
    pub(in crate::attempt) worker: Option<String>,
    /// How it may end by itself.
    pub(in crate::attempt) exit: Exit,
    /// The port that it was given to listen at.
    pub(in crate::attempt) port: Option<u16>,
}

impl Scenario<'_> {
    /// Starts a program of the lab as the run `run`.
    pub(in crate::attempt) fn start(
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
    pub(in crate::attempt) fn latest(&mut self, program: &str, worker: Option<&At<String>>) -> Option<usize> {
        self.notice_ends();
        let is_it = |s: &Started| {
            s.run.program == program
                && worker.is_none_or(|worker| s.worker.as_ref() == Some(&worker.value))
                && s.run.ended.is_none()
        };
        self.running.iter().rposition(is_it)
    }

    /// The latest run of a program, or of one of its instances, whether it has ended or not, and its port.
    pub(in crate::attempt) fn port(
        &self,
        program: &str,
        worker: Option<&str>,
    ) -> (Option<String>, Option<u16>) {
        let is_it = |s: &&Started| {
            s.run.program == program && worker.is_none_or(|worker| s.worker.as_deref() == Some(worker))
        };
        let latest = self.running.iter().rfind(is_it);
        (latest.map(|started| started.run.run.clone()), latest.and_then(|started| started.port))
    }

    /// Notes which programs have ended by themselves since the last look.
    pub(in crate::attempt) fn notice_ends(&mut self) {
        let now = self.clock.now();
        for started in self.running.iter_mut().filter(|s| s.run.ended.is_none()) {
            if let Some(ended) = started.process.ended() {
                started.note(ended, now, false);
            }
        }
    }

    /// Ends every program that still runs, and waits until all that any of them printed has been read.
    pub(in crate::attempt) async fn end_programs(&mut self) {
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

    /// How long at least one program ran.
    pub(in crate::attempt) fn time_of_programs(&self) -> Micros {
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
    pub(in crate::attempt) fn first_start(&self) -> Option<Micros> {
        self.running.iter().map(|s| s.run.started).min()
    }
}

impl Started {
    /// Notes how the run ended.
    pub(in crate::attempt) fn note(&mut self, ended: Ended, at: Micros, by_scenario: bool) {
        self.run.ended = Some(at);
        self.run.exit = ended.exit.map(i64::from);
        self.run.signal = ended.signal.map(i64::from);
        self.run.ended_by_scenario = by_scenario;
        self.run.died = !by_scenario && self.exit == Exit::Ok && ended.exit != Some(0);
    }
}
