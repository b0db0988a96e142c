//! An archive of Kafka's classes, read and linked, which halves the time of every start after the first.
//!
//! Java 25 writes an ahead-of-time cache, which also knows what the code does; Java 17 to 24 an archive of class
//! data. Both are written by a JVM at its end and fit that JVM and that class path only. A start never depends on
//! one: whatever is wrong with it, the same broker starts without.

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use super::engine::Starter;
use super::jvm::{Classes, option};
use crate::engine::error::EngineError;
use crate::engine::eventually::eventually;
use crate::engine::progress::Report;
use crate::engine::runtime::{Runtime, WITH_AOT_CACHE};
use crate::engine::shape::Shape;
use crate::engine::sums::{self, Depth, digest};

/// Raise it when flags or training change.
const RECIPE: &str = "1";
/// Java 25 puts the cache together in a second JVM after the first has ended: 5 s here.
const WRITING: Duration = Duration::from_secs(120);

/// An archive in the cache, or one that is to be made there.
#[derive(Debug, Clone)]
pub(in crate::engine) struct Archive {
    file: PathBuf,
    ahead_of_time: bool,
}

impl Archive {
    /// Takes the one in the cache if it is whole, else trains a new one. `None` if that is not possible here,
    /// which is remembered: it would cost ten seconds at every start.
    pub(super) async fn ensure(starter: &Starter, report: &Report) -> Result<Option<Self>, EngineError> {
        let archive = Self::of(&starter.runtime);
        let folder = archive.file.parent().unwrap_or(&archive.file);
        fs::create_dir_all(folder).map_err(EngineError::io("make the folder", folder))?;
        if archive.is_whole() {
            sums::note_use(&sums::beside(&archive.file, ".seal"));
            return Ok(Some(archive));
        }
        if archive.note().exists() {
            return Ok(None);
        }
        report.stage("Teaching Kafka to start quickly (once)");
        match archive.train(starter).await {
            Ok(()) => Ok(Some(archive)),
            Err(reason) => {
                tracing::warn!(%reason, "no archive of Kafka's classes: it starts without, more slowly");
                let note = archive.note();
                fs::write(&note, reason).map_err(EngineError::io("write", &note))?;
                Ok(None)
            }
        }
    }

    /// The one in the cache, where it is whole.
    pub(in crate::engine) fn ready(runtime: &Runtime) -> Option<Self> {
        Some(Self::of(runtime)).filter(Self::is_whole)
    }

    fn of(runtime: &Runtime) -> Self {
        let key = digest(&[runtime.identity().as_bytes(), RECIPE.as_bytes()]);
        let ahead_of_time = runtime.java.version >= WITH_AOT_CACHE;
        let name = if ahead_of_time { "kafka.aot" } else { "kafka.jsa" };
        let folder = runtime.cache.join("archives").join(key.get(..16).unwrap_or(&key));
        Self { file: folder.join(name), ahead_of_time }
    }

    pub(in crate::engine) fn load_option(&self) -> OsString {
        option(if self.ahead_of_time { "-XX:AOTCache=" } else { "-XX:SharedArchiveFile=" }, &self.file)
    }

    pub(super) fn store_option(&self) -> OsString {
        option(
            if self.ahead_of_time { "-XX:AOTCacheOutput=" } else { "-XX:ArchiveClassesAtExit=" },
            &self.draft(),
        )
    }

    /// Takes it out of use: the next start of the workbench makes a new one.
    pub(super) fn discard(&self) {
        for file in [sums::beside(&self.file, ".seal"), self.file.clone()] {
            // One that stays is found damaged, or does no harm.
            let _ = fs::remove_file(file);
        }
    }

    fn is_whole(&self) -> bool {
        let Some(folder) = self.file.parent() else { return false };
        let stamps = sums::beside(&self.file, ".stamps");
        sums::read_seal(&sums::beside(&self.file, ".seal")).is_some_and(|sealed| {
            sums::check(folder, &sealed, &stamps, Depth::Stamps).is_ok_and(|it| it.is_empty())
        })
    }

    /// Runs a broker with real traffic, ends it properly, and keeps what it wrote.
    async fn train(&self, starter: &Starter) -> Result<(), String> {
        self.discard();
        let draft = self.draft();
        let cluster = starter
            .start(&Classes::Into(self), &Shape::alone(), &Report::silent())
            .await
            .map_err(|error| error.to_string())?;
        cluster.canary().await.map_err(|error| error.to_string())?;
        cluster.end(WRITING).await.map_err(|error| error.to_string())?;
        let written = || async {
            let written = fs::metadata(&draft).map_err(|error| error.to_string())?;
            if written.len() > 0 { Ok(()) } else { Err("it is empty".to_owned()) }
        };
        eventually("the archive of classes", WRITING, written)
            .await
            .map_err(|overdue| overdue.to_string())?;
        cluster.stop().await;
        fs::rename(&draft, &self.file).and_then(|()| self.seal()).map_err(|error| error.to_string())
    }

    fn seal(&self) -> std::io::Result<()> {
        let sealed = sums::seal_file(&self.file)?;
        sums::write_seal(&sums::beside(&self.file, ".seal"), &[sealed])
    }

    fn draft(&self) -> PathBuf {
        sums::beside(&self.file, ".draft")
    }

    /// Where the reason is for not having one.
    fn note(&self) -> PathBuf {
        self.file.with_file_name("why-not.txt")
    }
}
