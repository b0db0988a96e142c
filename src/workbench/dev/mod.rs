//! What helps those who write lessons and labs: a look at their files, templates, and the docs of the format.

mod check;
mod docs;
mod new;
mod reference;

pub use check::{Checked, Counts, check};
pub use docs::{Page, pages, write_docs};
pub use new::{Kind, Made, New, make};
