//! A cluster that somebody else runs.
//!
//! The workbench is a guest there: it makes topics and groups under the names that a lab has, and only where there is
//! none of that name; what it made it removes, and it looks at and touches nothing else. Programs connect directly, so
//! that nothing is seen of their requests and nothing can be done to them on the way.

mod claim;
mod clean;
mod engine;
mod error;
mod groups;
mod guest;
mod note;
mod round;
mod servers;
mod versions;
mod writer;

pub use engine::ExternalEngine;
pub use error::ExternalError;
pub(crate) use guest::{Guest, InMaking};
pub use servers::{Servers, ServersError};
pub use writer::Message;
