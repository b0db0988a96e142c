//! Everything that crosses the front door: commands, pages, real Kafka.

mod engine;
