//! Kafka on a JVM of this machine.

pub(in crate::engine) mod ports;
mod jvm;
mod format;
mod archive;
mod engine;

pub use engine::LocalEngine;
