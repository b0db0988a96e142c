//! A course written by hand, until the workbench fills the views.

mod course;
mod lab;
mod skill;

pub(super) use course::{chrome, engine_steps, lesson, map, predicted};
pub(super) use lab::{attempt, hints, job, lab, news, record};
pub(super) use skill::skill;
