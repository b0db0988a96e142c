//! What the product does, for every door: the command line and the pages hold no rule of their own.

mod beside;
mod bundles;
mod candidate;
mod doctor;
mod document;
mod engine;
mod error;
mod files;
mod fragments;
mod grade;
mod headline;
mod judged_here;
mod missing;
mod mutants;
mod open;
mod predict;
mod recognise;
mod replay;
mod run_block;
mod show;
mod skill;
mod tool;
mod verify;

pub mod dev;

pub use crate::engine::tools::all as tools;
pub use beside::{Beside, CheckBeside, Happening, Row, StageBeside, beside};
pub use bundles::BundleError;
pub use candidate::Candidate;
pub use doctor::{Examination, Finds, Fit, Group, Health, On, Pruned, Symptom, USUAL_PORT, size};
pub use document::GradeDocument;
pub use engine::{Engine, EngineState};
pub use error::WorkbenchError;
pub use files::{LabFile, ResetTo};
pub use grade::{GradeOrder, Graded};
pub use judged_here::{JudgedHere, LeftOut};
pub use mutants::{MutantReport, Survivor};
pub use open::{Options, Workbench};
pub use predict::Answer;
pub use recognise::{Trial, looks_like};
pub use replay::{read, replay};
pub use show::{
    Event, Fact, FactLine, History, Seen, Sighting, around, facts, kept_by, parts, place_of, show,
    show_command,
};
pub use skill::{PendingOffer, SkillState};
pub use tool::{ReadyTool, tool};
pub use verify::{
    BlockRun, Cell, Jobs, Matrix, ProgramRun, Proof, Record, VerifyOrder, VerifyReport, percentile,
};
