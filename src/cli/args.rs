//! The arguments.

use crate::engine::EngineKind;
use crate::workbench::Options;
use clap::{Parser, Subcommand};
use std::path::PathBuf;

/// Learn Kafka by running your own programs against a real one.
#[derive(Debug, Parser)]
#[command(name = "kafka-workbench", version, propagate_version = true)]
pub(super) struct Args {
    /// The folder that keeps your files, progress and what was fetched
    #[arg(long, global = true, env = "KAFKA_WORKBENCH_HOME", value_name = "DIR")]
    pub(super) home: Option<PathBuf>,
    /// Where Kafka comes from: auto or local
    #[arg(long, global = true, default_value = "auto", value_name = "ENGINE")]
    pub(super) engine: EngineKind,
    /// The folder with lessons/ and labs/
    #[arg(long, global = true, env = "KAFKA_WORKBENCH_COURSE", value_name = "DIR", hide_env = true)]
    pub(super) course: Option<PathBuf>,
    /// Print one JSON document
    #[arg(long, global = true)]
    pub(super) json: bool,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) serve: Serve,
}

/// `serve`, which is also what runs where no command is named.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Serve {
    /// The port on 127.0.0.1; 0 for any that is free
    #[arg(long, default_value_t = 4747, value_name = "PORT")]
    pub(super) port: u16,
    /// Print the address and leave the browser alone
    #[arg(long)]
    pub(super) no_open: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Serves the workbench to your browser; this is what runs where no command is named
    Serve(Serve),
    /// Lists lessons and labs, and how far you are
    List,
    /// Runs a program through a lab and judges it
    Grade(Grade),
    /// Proves labs by the programs that they ship, right and wrong
    Verify(Verify),
    /// Judges a saved attempt again, without Kafka
    Replay {
        /// The bundle that an attempt left
        bundle: PathBuf,
    },
    /// Shows a record of a saved attempt
    Show {
        /// The bundle that an attempt left
        bundle: PathBuf,
        /// The record: TOPIC-PARTITION@OFFSET
        record: String,
    },
    /// Looks at your skill, or exports it
    #[command(subcommand)]
    Skill(SkillCommand),
    /// Looks at what the workbench needs, and says what is missing
    Doctor,
    /// Moves your files of a lab to the trash, so that you begin again from the starter
    Reset {
        /// The lab: its number or its folder's name
        lab: String,
    },
}

#[derive(Debug, clap::Args)]
pub(super) struct Grade {
    /// The lab: its number or its folder's name
    pub(super) lab: String,
    /// Grade this folder in place of your own files; nothing is recorded
    #[arg(long, value_name = "DIR", conflicts_with = "mistake")]
    pub(super) dir: Option<PathBuf>,
    /// Run this, by `sh -c`, in place of the lab's command for its main program
    #[arg(long, value_name = "CMD")]
    pub(super) command: Option<String>,
    /// Show one of the lab's mistakes
    #[arg(long, value_name = "NAME")]
    pub(super) mistake: Option<String>,
    /// Make data from this seed in place of the lab's
    #[arg(long, value_name = "N")]
    pub(super) seed: Option<u64>,
}

#[derive(Debug, Subcommand)]
pub(super) enum SkillCommand {
    /// Tells what the rubric finds, and which clients load the skill
    Check {
        /// A skill's folder; yours where none is named
        dir: Option<PathBuf>,
    },
    /// Writes the skill, ready to travel
    #[command(group = clap::ArgGroup::new("target").required(true).args(["zip", "dir"]))]
    Export {
        /// Into a zip
        #[arg(long, value_name = "FILE")]
        zip: Option<PathBuf>,
        /// As a folder, into this one
        #[arg(long, value_name = "DIR")]
        dir: Option<PathBuf>,
    },
}

#[derive(Debug, clap::Args)]
pub(super) struct Verify {
    /// The labs; all where none is named
    pub(super) labs: Vec<String>,
    /// How many attempts run at once
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(super) jobs: usize,
    /// How often each program runs
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(super) repeat: usize,
}

impl Args {
    /// What the workbench is opened with.
    pub(super) fn options(&self) -> Options {
        Options {
            home: self.home.clone(),
            course: self.course.clone().unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR"))),
            engine: self.engine,
            clusters: None,
        }
    }
}
