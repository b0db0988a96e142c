//! The learner's programs as processes.

mod capture;
mod output;
mod process;

pub(super) use output::Output;
pub(super) use process::{Ended, Launch, Process};
