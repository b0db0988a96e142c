//! Where Kafka and its companions come from.
//!
//! [`runtime`] gets hold of Java, Kafka's jars and a Python environment; [`local`] starts brokers with them;
//! a [`Cluster`] is what an attempt works with, and a [`Pool`] has one ready ahead. [`Postgres`] is the database of the
//! labs that need one. [`runs`] sees to it that
//! nothing outlives the workbench.
//!
//! **Invariant:** only this room starts anything of Kafka, and it knows nothing of the gateway: it hands out
//! [`Front`]s, bound sockets whose addresses the brokers advertise to programs.

pub mod eventually;
pub mod progress;
pub mod runs;
pub mod runtime;
pub mod local;
pub mod docker;
pub mod tools;
pub mod cluster;
pub mod postgres;
pub mod external;
pub mod security;
pub mod wire;
mod any;
mod back;
mod choice;
mod copy;
mod error;
pub mod kept;
mod kind;
mod letters;
mod pool;
mod log;
mod properties;
mod shape;
pub(crate) mod process;
pub(crate) mod sums;

pub use any::AnyEngine;
pub use choice::{Choice, Visit, choose};
pub use cluster::{Broker, Cluster, Front};
pub use docker::{DockerEngine, DockerError};
pub use error::EngineError;
pub use external::{ExternalEngine, ExternalError};
pub use kind::EngineKind;
pub use local::LocalEngine;
pub use pool::Pool;
pub use postgres::{Postgres, PostgresError};
pub use progress::{Progress, Report};
pub use shape::Shape;
