//! Kafka on a JVM of this machine.

mod ports;
pub(super) mod jvm;
mod format;
mod archive;
mod plan;
mod engine;

pub(super) use archive::Archive;
pub use engine::LocalEngine;
pub use ports::{Survey, survey as survey_ports};
