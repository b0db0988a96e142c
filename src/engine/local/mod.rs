//! Kafka on a JVM of this machine.

mod ports;
mod jvm;
mod format;
mod archive;
mod engine;

pub use engine::LocalEngine;
