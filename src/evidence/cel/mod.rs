//! Conditions in the Common Expression Language over evidence.
//!
//! A condition sees the whole evidence by its roots (`records`, `lines`, `steps` …) and, where it is
//! asked of an item, that item's fields by their names. [`Condition::lint`] says before a run what it
//! could not find; [`Scope`] answers.

mod condition;
mod functions;
mod library;
mod lint;
mod names;
mod numbers;
mod scope;
mod walk;

pub use condition::Condition;
pub use functions::{FUNCTIONS, Function};
pub use library::LIBRARY;
pub use lint::{Complaint, roots};
pub use names::Names;
pub use scope::{EvalError, Scope};
