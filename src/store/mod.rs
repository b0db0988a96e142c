//! What stays: the folders of the home, and progress in SQLite.

mod attempts;
mod database;
mod home;
mod lessons;
mod proofs;

pub use attempts::AttemptRow;
pub use database::{Store, StoreError};
pub use home::{Home, HomeError};
pub use lessons::{LessonRow, PredictionRow};
pub use proofs::OfferState;
