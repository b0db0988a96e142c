//! One file a page: its template's struct, its handlers.

pub(super) mod map;
pub(super) mod lesson;
pub(super) mod lab;
pub(super) mod files;
pub(super) mod job;
mod job_events;
pub(super) mod attempt;
pub(super) mod beside;
pub(super) mod place;
pub(super) mod reset;
pub(super) mod skill;
pub(super) mod skill_offer;
pub(super) mod engine;
#[cfg(test)]
mod tests;
