//! The pages as a browser without script reads and uses them, and the fragments that htmx takes.

mod attempts;
mod course;
mod errors;
mod labs;
mod runs;
mod skill;
mod wire;
