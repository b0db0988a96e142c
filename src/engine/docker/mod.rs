//! Kafka in containers, through `testcontainers`.
//!
//! [`find`] asks which Docker there is; [`DockerEngine`] fetches Kafka's image, prepares one of its own from it and
//! starts brokers with the same settings as the local engine. Whatever is made carries labels of its owner, and
//! `sweep` removes what an owner left.

mod aside;
mod classify;
mod container;
mod context;
mod daemon;
mod engine;
mod error;
mod find;
mod image;
mod kept;
mod labels;
mod network;
mod ping;
mod plan;
mod prepared;
mod pull;
mod removal;
mod script;
mod start;
mod sweep;
#[cfg(test)]
mod tests;

pub(crate) use container::Container;
pub use engine::{DockerEngine, Look, look};
pub use error::{DockerError, Refusal};
pub use find::{Found, Provider, find, missing_host};
pub use kept::{KeptImage, images, remove_image};
pub(super) use sweep::sweep;
