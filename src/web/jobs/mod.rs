//! Runs that somebody watches: what they have said so far, for whoever looks now or later.
//!
//! A run does not know its watchers. It writes into its history; each stream reads from there at its
//! own pace, so a slow browser, a reload or a second tab neither loses a line nor holds the run up.

mod history;
mod follow;
mod task;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

pub(crate) use history::End;
pub(crate) use task::Job;

use super::view::Link;

/// Runs that are remembered. Attempts have their bundles; this is for pages that are open.
const REMEMBERED: usize = 50;

/// What a run is for.
#[derive(Debug, Clone)]
pub(crate) struct Purpose {
    /// The page that it was started from.
    pub(crate) back: Link,
    /// The lab's folder name, for a run of a lab.
    pub(crate) lab: Option<String>,
}

/// All runs of this start of the workbench.
#[derive(Debug, Default)]
pub(crate) struct Jobs {
    jobs: Mutex<(u64, VecDeque<Arc<Job>>)>,
}

impl Jobs {
    /// Starts `work`. Its end is noted even where it panics.
    pub(crate) fn start<F, W>(&self, purpose: Purpose, work: F) -> Arc<Job>
    where
        F: FnOnce(Arc<Job>) -> W,
        W: Future<Output = End> + Send + 'static,
    {
        let job = {
            let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
            let (count, jobs) = &mut *jobs;
            *count += 1;
            let job = Arc::new(Job::new(count.to_string(), purpose));
            jobs.push_back(Arc::clone(&job));
            if jobs.len() > REMEMBERED && jobs.front().is_some_and(|job| job.is_over()) {
                jobs.pop_front();
            }
            job
        };
        task::spawn(Arc::clone(&job), work(Arc::clone(&job)));
        job
    }

    /// The run of this id.
    pub(crate) fn get(&self, id: &str) -> Option<Arc<Job>> {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.1.iter().find(|job| job.id() == id).cloned()
    }

    /// The run of this lab that goes on.
    pub(crate) fn running(&self, lab: &str) -> Option<Arc<Job>> {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.1.iter().find(|job| job.lab() == Some(lab) && !job.is_over()).cloned()
    }

    /// Stops what goes on, and resolves when all of it is over and tidied up.
    pub(crate) async fn close(&self) {
        let jobs: Vec<Arc<Job>> = {
            let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
            jobs.1.iter().cloned().collect()
        };
        for job in &jobs {
            job.stop();
        }
        for job in &jobs {
            job.over().await;
        }
    }
}
