//! Lessons and labs as data: read, checked, and reported with file, line and column.
//!
//! A [`Course`] is a folder with `lessons/` and `labs/`. Reading never stops at the first error: it
//! gives what could be read and every [`Diagnostic`] that an author has to look at.

mod at;
mod diagnostic;
mod ground;
mod load;
mod outline;
mod rate;
pub mod schema;
mod span;
mod unwritten;
mod yaml;

pub mod lab;
pub mod lesson;

pub use at::At;
pub use diagnostic::Diagnostic;
pub use ground::{Capability, Ground};
pub use lab::Lab;
pub use lesson::Lesson;
pub use load::Course;
pub use outline::{Entry, Outline, Part};
pub use rate::Rate;
pub use span::Span;
pub use yaml::value as yaml_value;
