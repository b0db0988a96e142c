//! A local web app that teaches event-driven architecture with a real Apache Kafka.
//!
//! # Layout
//!
//! The rooms, in the order in which a reader new to the code may want to visit them. A room may
//! use those below it, never those above; `tests/it/tidy.rs` holds that.
//!
//! ```text
//! cli, web → workbench → attempt, skill, store → engine, gateway, grade → course → evidence
//! ```
//!
//! `ARCHITECTURE.md` has the map, the invariants and two walkthroughs.

pub mod evidence;
pub mod course;
pub mod grade;
pub mod engine;
pub mod gateway;
pub mod attempt;
pub mod skill;
pub mod store;
pub mod workbench;
pub mod web;
pub mod cli;
