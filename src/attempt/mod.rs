//! One run of a learner's program through a lab's scenario, on a cluster that no earlier attempt touched.
//!
//! [`run`] takes an [`Order`] and gives what became of it: the evidence of each stage and the verdict. What
//! it waits for are facts, with a deadline, and it says what it waited for. Faults that are not the
//! learner's end in a verdict that says whose they are.

mod background;
mod brokers;
mod clock;
mod data;
mod database;
mod event;
mod files;
mod http;
mod kafka;
mod log;
mod members;
mod message;
mod order;
mod offsets;
mod play;
mod playground;
mod program;
mod question;
mod run;
mod scenario;
mod service;
mod stall;
mod steps;
mod traps;
mod workspace;

pub use event::{Event, Listener};
pub use log::LogError;
pub use order::{Inspect, Layer, Mode, Order};
pub use playground::{Played, Playground};
pub use run::{Attempt, StageRun, run};
pub use workspace::WorkspaceError;
