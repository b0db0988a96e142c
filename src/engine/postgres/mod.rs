//! A PostgreSQL for one attempt: started when a lab needs a database, gone with it.
//!
//! It listens on 127.0.0.1 only and takes nobody without a password. Labs have one database, [`DATABASE`], which
//! belongs to the role [`LEARNER`]; [`Postgres::fresh`] makes both anew. Who stands between a program and the server
//! is not for this room to know: [`Postgres::url`] gives the address of whatever it is told.

mod account;
mod client;
mod error;
mod fresh;
mod host;
mod server;
mod settings;
mod start;

pub use error::{PostgresError, Refusal};
pub use server::Postgres;

/// The database of a lab.
pub const DATABASE: &str = "lab";
/// The role of a lab's programs: the owner of the database, and nothing beyond it.
pub const LEARNER: &str = "learner";
/// The role of the workbench.
const SUPERUSER: &str = "workbench";

/// In whose name something is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// [`LEARNER`].
    Learner,
    /// The workbench's own role, which may do everything.
    Superuser,
}
