//! One cluster started ahead, so that an attempt begins at once; and those that came back from attempts, for others.
//!
//! It is filled only when asked to: starting a JVM beside a program's run would slow the program down.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::{Mutex, OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinHandle;

use super::any::AnyEngine;
use super::back::Back;
use super::cluster::Cluster;
use super::error::EngineError;
use super::progress::Report;
use super::shape::Shape;

/// A broker alone takes 230 MB once it is warm, up to 400 when it is filled; in kilobytes, with some air.
const ONE_CLUSTER: u64 = 450_000;
/// Three brokers and their controller take as much as so many that are alone.
const THREE_BROKERS: usize = 2;

/// Where attempts take their clusters from.
#[derive(Debug)]
pub struct Pool {
    engine: Arc<AnyEngine>,
    /// Locked while somebody waits for it; whoever comes meanwhile starts a cluster of their own.
    ahead: Mutex<Option<Ahead>>,
    back: Back,
    /// Room for so many clusters of one broker.
    running: Arc<Semaphore>,
    limit: usize,
}

/// A cluster that is being started, or waits.
#[derive(Debug)]
struct Ahead {
    started: JoinHandle<Result<Cluster, EngineError>>,
    is_ready: Arc<AtomicBool>,
}

impl Ahead {
    async fn end(self) {
        self.started.abort();
        if let Ok(Ok(cluster)) = self.started.await {
            cluster.stop().await;
        }
    }
}

impl Pool {
    /// At most `limit` clusters of this pool exist at once, the one ahead among them; 0 counts as 1. One of three
    /// brokers counts as two, unless there is only room for one.
    pub fn new(engine: Arc<AnyEngine>, limit: usize) -> Self {
        let limit = limit.max(1);
        let (ahead, back, running) = (Mutex::new(None), Back::default(), Arc::new(Semaphore::new(limit)));
        Self { engine, ahead, back, running, limit }
    }

    /// How many clusters of one broker the free memory of this machine allows, 8 at most.
    pub fn affordable() -> usize {
        let memory = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
        let available = memory.lines().find_map(|line| line.strip_prefix("MemAvailable:"));
        let kilobytes = available.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
        // Elsewhere than on Linux: two, one that runs and one ahead.
        kilobytes.map_or(2, |free| usize::try_from(free / ONE_CLUSTER).unwrap_or(8).clamp(1, 8))
    }

    /// A cluster that nothing has touched, or nothing of which is left: one that was given back or the one ahead if
    /// there is one and it will do, else a new one.
    ///
    /// Given up half-way, nothing is lost: the one ahead stays, one that was being started here is ended.
    ///
    /// # Errors
    /// As [`AnyEngine::start`].
    pub async fn take(&self, shape: &Shape, report: &Report) -> Result<Cluster, EngineError> {
        if let Some(cluster) = self.back.take(shape).await {
            return Ok(cluster);
        }
        if shape.is_usual()
            && let Some(cluster) = self.take_ahead(report).await
        {
            return Ok(cluster);
        }
        let room = self.room(shape, report).await;
        start(Arc::clone(&self.engine), room, shape.clone(), report.clone()).await
    }

    /// Takes back a cluster of that shape from an attempt that is over, made clean: the next that wants such a one need
    /// not start it. Where it will not do, or another waits for its room, it is ended.
    pub async fn give_back(&self, shape: &Shape, cluster: Cluster) {
        self.back.give(shape, cluster).await;
    }

    /// Waits until there is room for a cluster. Those that will not do and stand in the way are ended.
    async fn room(&self, shape: &Shape, report: &Report) -> Option<OwnedSemaphorePermit> {
        let size = if shape.brokers > 1 { THREE_BROKERS.min(self.limit) } else { 1 };
        let is_full = || self.running.available_permits() < size;
        // Held until there is room, so that nobody starts one ahead meanwhile: it would never go.
        let mut ahead = if shape.is_usual() { None } else { Some(self.ahead.lock().await) };
        if is_full()
            && let Some(unfit) = ahead.as_mut().and_then(|ahead| ahead.take())
        {
            unfit.end().await;
        }
        let _waiting = self.back.wait();
        if is_full() {
            self.back.end().await;
        }
        if is_full() {
            report.stage("Waiting for another run to end");
        }
        // Never closed.
        Arc::clone(&self.running).acquire_many_owned(u32::try_from(size).unwrap_or(1)).await.ok()
    }

    /// Starts one ahead, unless there is one or one is being started. Call it when a verdict is out.
    pub fn refill(&self) {
        if !self.engine.keeps_ahead() {
            return;
        }
        // Locked: somebody is about to take it, and will refill in turn.
        let Ok(mut ahead) = self.ahead.try_lock() else { return };
        if ahead.is_none() {
            let (engine, running) = (Arc::clone(&self.engine), Arc::clone(&self.running));
            let starting = async {
                // Never closed.
                let room = running.acquire_owned().await.ok();
                start(engine, room, Shape::alone(), Report::silent()).await
            };
            let is_ready = Arc::new(AtomicBool::new(false));
            let ready = Arc::clone(&is_ready);
            let started = tokio::spawn(async move {
                let started = starting.await;
                ready.store(started.is_ok(), Ordering::Relaxed);
                started
            });
            *ahead = Some(Ahead { started, is_ready });
        }
    }

    /// Whether [`Pool::take`] would return at once.
    pub fn is_ready(&self) -> bool {
        let ahead = self.ahead.try_lock();
        ahead.is_ok_and(|ahead| ahead.as_ref().is_some_and(|it| it.is_ready.load(Ordering::Relaxed)))
    }

    /// Ends the clusters that nobody has.
    pub async fn close(&self) {
        self.back.end().await;
        if let Some(ahead) = self.ahead.lock().await.take() {
            ahead.end().await;
        }
    }

    /// `None` if there is none, another taker waits for it, or it is no good: then a new one tells why.
    async fn take_ahead(&self, report: &Report) -> Option<Cluster> {
        let mut ahead = self.ahead.try_lock().ok()?;
        let Ahead { started, .. } = ahead.as_mut()?;
        if !started.is_finished() {
            report.stage("Starting Kafka");
        }
        // Awaited in its place, so that it stays there if we are given up.
        let started = started.await;
        *ahead = None;
        let cluster = started.ok()?.ok()?;
        cluster.answers().await.then_some(cluster)
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        if let Some(ahead) = self.ahead.get_mut() {
            ahead.started.abort();
        }
    }
}

async fn start(
    engine: Arc<AnyEngine>,
    room: Option<OwnedSemaphorePermit>,
    shape: Shape,
    report: Report,
) -> Result<Cluster, EngineError> {
    let cluster = engine.start(&shape, &report).await?;
    if let Some(room) = room {
        cluster.hold(room);
    }
    Ok(cluster)
}
