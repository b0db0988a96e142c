//! Kafka on a JVM of this machine.

pub(super) mod ports;
pub(super) mod jvm;
mod format;
mod archive;
mod plan;
mod engine;

pub(super) use archive::Archive;
pub use engine::LocalEngine;
pub(super) use engine::{port_was_taken, refuses_archive};
pub(super) use format::uuid;
pub use ports::{Survey, survey as survey_ports};
