//! Kafka on a JVM of this machine.

pub(crate) mod properties;
mod ports;
mod jvm;
mod format;
mod archive;
mod engine;

pub use engine::LocalEngine;
