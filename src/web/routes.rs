//! Every address of the product on one screen.

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use axum::{Router, middleware};

use super::assets;
use super::error::{self, WebError};
use super::guard;
use super::page::{attempt, beside, engine, job, lab, lesson, map, place, reset, skill, skill_offer};
use super::state::AppState;

/// The largest form that is read: a lab's files, typed by hand.
const LARGEST_FORM: usize = 2 * 1024 * 1024;

/// The routes behind the guard.
pub(crate) fn router(state: AppState) -> Router {
    Router::new()
        // The course
        .route("/", get(map::show))
        .route("/lessons/{lesson}", get(lesson::show))
        .route("/lessons/{lesson}/files/{file}", get(lesson::picture))
        .route("/lessons/{lesson}/run/{block}", post(lesson::run))
        .route("/lessons/{lesson}/predict/{block}", post(lesson::predict))
        // A lab
        .route("/labs/{lab}", get(lab::show))
        .route("/labs/{lab}/save", post(lab::save))
        .route("/labs/{lab}/run", post(lab::run))
        .route("/labs/{lab}/check", post(lab::check))
        .route("/labs/{lab}/hints/{stage}/{count}", post(lab::hint))
        .route("/labs/{lab}/reset", get(reset::ask).post(reset::carry_out))
        // A run, and what it left
        .route("/jobs/{job}", get(job::show))
        .route("/jobs/{job}/events", get(job::events))
        .route("/jobs/{job}/stop", post(job::stop))
        .route("/attempts/{attempt}", get(attempt::show))
        .route("/attempts/{attempt}/show/{*place}", get(place::show))
        .route("/attempts/{attempt}/beside", post(beside::run))
        .route("/attempts/{attempt}/beside/{other}", get(beside::show))
        // The skill
        .route("/skill", get(skill::show))
        .route("/skill/files/{*path}", get(skill::file))
        .route("/skill/save", post(skill::save))
        .route("/skill/interview", post(skill::interview))
        .route("/skill/download", get(skill::download))
        .route("/skill/offers/{offer}/accept", post(skill_offer::accept))
        .route("/skill/offers/{offer}/decline", post(skill_offer::decline))
        // For every page
        .route("/engine/events", get(engine::events))
        .route("/assets/{name}", get(assets::serve))
        .fallback(async || WebError::NoPage)
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(middleware::from_fn_with_state(state.clone(), error::dress))
        .layer(middleware::from_fn_with_state(state.guard.clone(), guard::stand))
        .with_state(state)
}
