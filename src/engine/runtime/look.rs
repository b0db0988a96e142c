//! Looks at what is in a cache, and makes, fetches and mends nothing.

use std::path::Path;

use super::environment::{self, ALL, Environment};
use super::error::RuntimeError;
use super::jars::{self, ClassPath};
use super::java::{self, Java};
use super::python::{self, Python};
use super::tool::Tools;
use super::{Depth, Runtime};
use crate::engine::sums::{Damage, DamageKind};

/// What there is of a runtime.
#[derive(Debug)]
pub struct Look {
    /// The interpreter that environments are made with.
    pub python: Result<Python, RuntimeError>,
    /// The environment for it; [`State::Missing`] where there is no interpreter either.
    pub environment: Result<State, RuntimeError>,
    /// The Java that would be used.
    pub java: Result<Java, RuntimeError>,
    /// The jars that would be used, and how they are.
    pub jars: Result<(ClassPath, State), RuntimeError>,
    made: Option<(Environment, std::path::PathBuf)>,
}

/// How a part of the cache is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Every file is as it was made.
    Whole,
    /// It was not made yet, or not to its end.
    Missing,
    /// Some files are not as they were made: "a.jar is changed".
    Damaged(String),
}

impl Look {
    /// All that brokers and labs need, where nothing of it is missing or damaged.
    pub fn runtime(&self) -> Option<Runtime> {
        let (environment, cache) = self.made.as_ref()?;
        let (class_path, jars) = self.jars.as_ref().ok()?;
        let whole = matches!(self.environment, Ok(State::Whole)) && *jars == State::Whole;
        whole.then_some(())?;
        Some(Runtime {
            java: self.java.as_ref().ok()?.clone(),
            class_path: class_path.clone(),
            python: environment.python.clone(),
            cache: cache.clone(),
        })
    }
}

/// Looks at a cache as closely as `depth` says. Half a second; with [`Depth::Sums`] a few.
pub async fn look(cache: &Path, depth: Depth) -> Look {
    let tools = Tools::for_a_look();
    let python = python::find(&tools).await;
    let environment = python.as_ref().ok().map(|base| environment::place(cache, base, ALL));
    let state = match &environment {
        Some(environment) => {
            environment::damage(&environment.folder, depth).await.map(|damage| match damage {
                Some(damage) => state(&damage),
                None => State::Missing,
            })
        }
        None => Ok(State::Missing),
    };
    // Without an environment it brings no Java, and one that is installed is found all the same.
    let nowhere = Environment { folder: cache.join("python/none"), python: cache.join("python/none") };
    let java = java::find(&tools, environment.as_ref().unwrap_or(&nowhere)).await;
    let jars = jars::look(cache, depth).await.map(|(class_path, damage)| (class_path, jars_state(&damage)));
    Look { python, environment: state, java, jars, made: environment.map(|made| (made, cache.to_owned())) }
}

fn state(damage: &[Damage]) -> State {
    if damage.is_empty() { State::Whole } else { State::Damaged(environment::told(damage)) }
}

/// Jars are fetched one by one: where all are missing, none was.
fn jars_state(damage: &[Damage]) -> State {
    let missing = damage.iter().filter(|damage| damage.kind == DamageKind::Missing).count();
    if missing == jars::count() { State::Missing } else { state(damage) }
}
