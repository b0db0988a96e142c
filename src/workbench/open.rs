//! Opening a workbench: a home, a course, and an engine that is made when it is first needed.

use super::WorkbenchError;
use super::engine::Engine;
use super::fragments;
use super::run_block::Open;
use crate::course::{Course, Diagnostic, Lab};
use crate::engine::EngineKind;
use crate::store::{Home, Store};
use std::path::PathBuf;
use std::sync::Arc;

/// What a workbench is opened with.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The home; the platform's data directory where there is none.
    pub home: Option<PathBuf>,
    /// The course's folder.
    pub course: PathBuf,
    /// Where clusters come from.
    pub engine: EngineKind,
    /// A properties file of Kafka's Java clients, for a cluster that asks who is there.
    pub engine_config: Option<PathBuf>,
    /// How many clusters may run at once; as memory allows where there is none.
    pub clusters: Option<usize>,
}

/// An open workbench.
#[derive(Debug)]
pub struct Workbench {
    pub(super) home: Home,
    pub(super) course: Course,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) store: Store,
    pub(super) engine: Engine,
    /// The cluster on which the blocks of a lesson run.
    pub(super) playground: tokio::sync::Mutex<Option<Open>>,
}

impl Workbench {
    /// Opens a home and reads the course. Nothing of Kafka is started.
    ///
    /// # Errors
    /// Where the home cannot be used.
    pub fn open(options: &Options) -> Result<Workbench, WorkbenchError> {
        let home = Home::open(options.home.as_deref())?;
        let store = Store::open(&home.database())?;
        let (course, mut diagnostics) = Course::load(&options.course);
        diagnostics.extend(fragments::lint(&course));
        let engine = Engine::new(&home, options)?;
        Ok(Workbench { home, course, diagnostics, store, engine, playground: tokio::sync::Mutex::default() })
    }

    /// Ends what runs ahead of need, and waits until it is gone.
    pub async fn close(&self) {
        self.engine.close().await;
    }

    /// The home.
    pub fn home(&self) -> &Home {
        &self.home
    }

    /// The course.
    pub fn course(&self) -> &Course {
        &self.course
    }

    /// What is wrong with the course's files.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Progress.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The engine and its state.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The lab that `name` stands for, free of errors.
    ///
    /// # Errors
    /// Where there is none, or its files have errors.
    pub fn lab(&self, name: &str) -> Result<Arc<Lab>, WorkbenchError> {
        let folder = Course::lab_folder(&self.course.root, name);
        let Some(folder) = folder else {
            let known = self.course.labs.keys().cloned().collect();
            return Err(WorkbenchError::NoSuchLab { name: name.to_owned(), known });
        };
        let slug = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let prefix = format!("labs/{slug}/");
        let diagnostics: Vec<Diagnostic> =
            self.diagnostics.iter().filter(|d| d.path.starts_with(&prefix)).cloned().collect();
        match self.course.labs.get(&slug) {
            Some(lab) if diagnostics.is_empty() => Ok(Arc::new(lab.clone())),
            _ => Err(WorkbenchError::Content { diagnostics }),
        }
    }
}
