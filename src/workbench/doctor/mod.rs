//! Looks at everything that the workbench stands on, and says how to mend what is wrong. One look a file.
//!
//! It fetches nothing and mends nothing. Where everything is there, it starts a broker and has it prove itself.

mod clock;
mod disk;
mod engines;
mod files;
mod home;
mod images;
mod labs;
mod memory;
mod ports;
mod prune;
mod size;
mod software;

use super::Workbench;
use crate::engine::docker::KeptImage;
use crate::engine::kept::{Kept, kept};
use crate::engine::runs::Swept;
use crate::engine::{Report, runtime};
use serde::Serialize;
use std::time::SystemTime;

pub use labs::{Finds, Fit, On};
pub use ports::USUAL_PORT;
pub use prune::Pruned;
pub use size::size;

/// All that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Examination {
    /// What was found, in the order in which it is read.
    pub found: Vec<Symptom>,
    /// What each lab could run with.
    pub labs: Vec<Fit>,
    /// What the cache keeps, the largest first.
    pub cache: Vec<Kept>,
    /// What workbenches have prepared in Docker, the largest first.
    pub images: Vec<KeptImage>,
    /// What earlier workbenches left, which is ended and removed now.
    pub swept: Swept,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Symptom {
    /// What it belongs to.
    pub group: Group,
    /// What was looked at.
    pub what: &'static str,
    /// How it is.
    pub health: Health,
    /// What was found.
    pub found: String,
    /// What mends it.
    pub fix: Option<String>,
}

/// What a symptom belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// The machine and its system.
    Machine,
    /// What Kafka and programs run on.
    Software,
    /// Where clusters come from.
    Engines,
    /// What the workbench keeps.
    Home,
    /// Lessons and labs.
    Course,
}

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// As it should be.
    Good,
    /// It will be there when it is needed, or only some need it.
    Later,
    /// Nothing can be graded until it is mended.
    Bad,
}

impl Examination {
    /// Whether nothing has to be mended before anything can be graded.
    pub fn healthy(&self) -> bool {
        self.found.iter().all(|symptom| symptom.health != Health::Bad)
    }
}

impl Workbench {
    /// Looks at machine, software, engines, home and course.
    pub async fn doctor(&self, report: &Report) -> Examination {
        let root = self.home.root();
        let mut found =
            vec![memory::look(), disk::home(root), disk::temporary(), files::look(), clock::look(root)];
        found.extend(ports::look(&self.home));
        report.stage("Checking what was fetched");
        let look = runtime::look(&self.home.cache(), runtime::Depth::Sums).await;
        found.extend(software::look(&look, &self.home.cache()));
        let (engines, on) = self.engines(&look, report).await;
        found.extend(engines);
        let cache = kept(&self.home.cache(), SystemTime::now());
        found.push(home::cache(&cache));
        // Where Docker does not tell, it was said above.
        let images = self.images().await.unwrap_or_default();
        found.extend(images::look(&images));
        let swept = self.engine.owner().swept();
        found.push(home::runs(swept));
        found.push(labs::content(self));
        Examination { found, labs: labs::fits(self, &on), cache: cache.unwrap_or_default(), images, swept }
    }
}

impl Symptom {
    fn new(group: Group, what: &'static str, health: Health, found: impl Into<String>) -> Symptom {
        Symptom { group, what, health, found: found.into(), fix: None }
    }

    fn good(group: Group, what: &'static str, found: impl Into<String>) -> Symptom {
        Symptom::new(group, what, Health::Good, found)
    }

    fn later(group: Group, what: &'static str, found: impl Into<String>) -> Symptom {
        Symptom::new(group, what, Health::Later, found)
    }

    fn bad(group: Group, what: &'static str, found: impl Into<String>) -> Symptom {
        Symptom::new(group, what, Health::Bad, found)
    }

    /// With what mends it.
    fn fix(mut self, fix: impl Into<Option<String>>) -> Symptom {
        self.fix = fix.into();
        self
    }
}
