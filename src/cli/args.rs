//! The arguments.

use crate::engine::EngineKind;
use crate::workbench::Options;
use clap::{Parser, Subcommand};
use std::ffi::OsString;
use std::path::PathBuf;

/// Learn Kafka by running your own programs against a real one.
#[derive(Debug, Parser)]
#[command(name = "kafka-workbench", version, propagate_version = true)]
pub(super) struct Args {
    /// The folder that keeps your files, progress and what was fetched
    #[arg(long, global = true, env = "KAFKA_WORKBENCH_HOME", value_name = "DIR")]
    pub(super) home: Option<PathBuf>,
    /// Where Kafka comes from: auto (Docker where it is there), docker, local, or HOST:PORT,… of a cluster that is there
    #[arg(long, global = true, default_value = "auto", value_name = "ENGINE")]
    pub(super) engine: EngineKind,
    /// A properties file of Kafka's Java clients, with what lets one into that cluster
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) engine_config: Option<PathBuf>,
    /// The folder with lessons/ and labs/
    #[arg(long, global = true, env = "KAFKA_WORKBENCH_COURSE", value_name = "DIR", hide_env = true)]
    pub(super) course: Option<PathBuf>,
    /// Print one JSON document
    #[arg(long, global = true)]
    pub(super) json: bool,
    /// Without a command the pages are served.
    #[command(flatten)]
    pub(super) serve: Serve,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

/// How the pages are served.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct Serve {
    /// The port on 127.0.0.1; 4747 unless another is named, 0 for any that is free
    #[arg(long, value_name = "PORT")]
    pub(super) port: Option<u16>,
    /// Print the address and open no browser
    #[arg(long)]
    pub(super) no_open: bool,
}

#[derive(Debug, Clone, Subcommand)]
pub(super) enum Command {
    /// Serves the pages, as no command at all does
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
    /// Shows an attempt beside one of the solution under the same conditions
    Compare(Compare),
    /// Shows a record, request, commit, group or call of a saved attempt
    Show {
        /// The bundle that an attempt left
        bundle: PathBuf,
        /// TOPIC-PARTITION@OFFSET, request:NUMBER, commit:GROUP:NUMBER, group:GROUP, member:GROUP:NUMBER or
        /// call:SERVICE:NUMBER; STAGE/ before it means one stage
        place: String,
    },
    /// Looks at your skill, or exports it
    #[command(subcommand)]
    Skill(SkillCommand),
    /// Runs one of Kafka's own tools on the cluster that is open: topics, console-consumer, consumer-groups, …
    Tool(ToolArgs),
    /// Looks at what the workbench needs, and says what is missing
    Doctor(DoctorArgs),
    /// Helps to write lessons and labs
    #[command(subcommand)]
    Dev(DevCommand),
    /// Moves your files of a lab to the trash, so that you begin again from the starter
    Reset {
        /// The lab: its number or its folder's name
        lab: String,
    },
}

#[derive(Debug, Clone, clap::Args)]
pub(super) struct Grade {
    /// The lab: its number or its folder's name
    pub(super) lab: String,
    /// Grade this folder in place of your own files; nothing is recorded
    #[arg(long, value_name = "DIR", conflicts_with = "mistake")]
    pub(super) dir: Option<PathBuf>,
    /// Run this, by `sh -c`, in place of the lab's command for its main program
    #[arg(long, value_name = "CMD")]
    pub(super) command: Option<String>,
    /// Show one of the lab's mistakes; NAME/again for the second program that makes it, where there is one
    #[arg(long, value_name = "NAME")]
    pub(super) mistake: Option<String>,
    /// Make data from this seed in place of the lab's
    #[arg(long, value_name = "N")]
    pub(super) seed: Option<u64>,
}

#[derive(Debug, Clone, clap::Args)]
pub(super) struct Compare {
    /// The bundle that an attempt left
    pub(super) bundle: PathBuf,
    /// Compare with this bundle, and run nothing
    #[arg(long, value_name = "BUNDLE")]
    pub(super) with: Option<PathBuf>,
}

#[derive(Debug, Clone, clap::Args)]
pub(super) struct ToolArgs {
    /// List the tools, as no name at all does
    #[arg(long)]
    pub(super) list: bool,
    /// The tool, with or without kafka- and .sh, and what it is to be given. What follows the name is the tool's
    /// own, so options of the workbench stand before `tool`
    #[arg(value_name = "NAME ARGS", trailing_var_arg = true)]
    pub(super) line: Vec<OsString>,
}

#[derive(Debug, Clone, clap::Args)]
pub(super) struct DoctorArgs {
    /// Remove what was not used for 30 days from the cache, and images of ours from Docker; look at nothing else
    #[arg(long)]
    pub(super) prune: bool,
}

#[derive(Debug, Clone, Subcommand)]
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

#[derive(Debug, Clone, Subcommand)]
pub(super) enum DevCommand {
    /// Tells everything that is wrong with files of lessons, labs and fragments
    Check {
        /// Labs by number or folder, lessons by folder, or folders of any course; all of the course where none is named
        #[arg(value_name = "LAB|DIR")]
        what: Vec<String>,
    },
    /// Makes files from a template; `dev check` then names what is to be written, one after the other
    #[command(subcommand)]
    New(NewCommand),
    /// Writes the JSON Schemas and the reference of lessons and labs
    Docs {
        /// The folder that they go to
        #[arg(long, value_name = "DIR", default_value = "docs")]
        into: PathBuf,
    },
}

#[derive(Debug, Clone, Subcommand)]
pub(super) enum NewCommand {
    /// A lesson
    Lesson {
        /// Its folder, such as 05-first-producer
        name: String,
    },
    /// A lab, with a starter and a solution
    Lab {
        /// Its folder, such as 05-first-producer
        name: String,
        /// The lesson that it belongs to; the one of the same name where none is named
        #[arg(long, value_name = "LESSON")]
        lesson: Option<String>,
        /// The file that the learner writes
        #[arg(long, value_name = "FILE", default_value = "main.py")]
        program: String,
    },
    /// A program that is wrong on purpose: a copy of the solution, to be broken
    Mistake {
        /// The lab: its number or its folder's name
        lab: String,
        /// Its folder, such as commits-too-early
        name: String,
        /// The check that it must fail; the first that no mistake fails yet where none is named
        #[arg(long, value_name = "CHECK")]
        fails: Option<String>,
    },
    /// A program that is unusual and right: a copy of the solution, to be changed
    Variant {
        /// The lab: its number or its folder's name
        lab: String,
        /// Its folder, such as waits-for-each
        name: String,
    },
}

#[derive(Debug, Clone, clap::Args)]
pub(super) struct Verify {
    /// The labs; all where none is named
    pub(super) labs: Vec<String>,
    /// How many attempts run at once; two a core, as far as memory goes, where nobody says
    #[arg(long, value_name = "N")]
    pub(super) jobs: Option<usize>,
    /// How often each program runs; 0 to look at a report only
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(super) repeat: usize,
    /// Add the runs to this file, a line for those of a program that came to the same; earlier ones of the same state of
    /// a lab count too
    #[arg(long, value_name = "FILE")]
    pub(super) report: Option<PathBuf>,
    /// Write a page with what the report has of every lab
    #[arg(long, value_name = "FILE", requires = "report")]
    pub(super) page: Option<PathBuf>,
    /// Run nothing: judge what each program did when it last ran by the checks as they are now
    #[arg(long)]
    pub(super) kept: bool,
    /// Change the labs' checks in every small way, and name the changes that no program of the lab notices
    #[arg(long)]
    pub(super) mutants: bool,
    /// Also run the second program of each mistake, which measures how well mistakes are recognised
    #[arg(long)]
    pub(super) again: bool,
    /// Learn from what the programs did what gives each mistake away, and write it into the labs' folders;
    /// runs second programs too
    #[arg(long)]
    pub(super) learn: bool,
}

impl Args {
    /// What is to be done, and whether `--port` or `--no-open` stand where they mean nothing.
    pub(super) fn command(&self) -> Result<Command, String> {
        let top = &self.serve;
        match self.command.clone() {
            None => Ok(Command::Serve(top.clone())),
            Some(Command::Serve(own)) => {
                let (port, no_open) = (own.port.or(top.port), own.no_open || top.no_open);
                Ok(Command::Serve(Serve { port, no_open }))
            }
            Some(_) if top.port.is_some() => Err("`--port` belongs to `serve`".to_owned()),
            Some(_) if top.no_open => Err("`--no-open` belongs to `serve`".to_owned()),
            Some(other) => Ok(other),
        }
    }

    /// What the workbench is opened with.
    pub(super) fn options(&self) -> Options {
        Options {
            home: self.home.clone(),
            course: self.course.clone().unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR"))),
            engine: self.engine.clone(),
            engine_config: self.engine_config.clone(),
            clusters: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn serve(line: &str) -> Result<(Option<u16>, bool), String> {
        let args = Args::try_parse_from(line.split(' ')).map_err(|error| error.to_string())?;
        match args.command()? {
            Command::Serve(serve) => Ok((serve.port, serve.no_open)),
            other => Err(format!("{other:?}")),
        }
    }

    #[test]
    fn no_command_serves_and_takes_the_flags_of_serve() {
        assert_eq!(serve("kw"), Ok((None, false)));
        assert_eq!(serve("kw --port 0 --no-open"), Ok((Some(0), true)));
        assert_eq!(serve("kw --no-open serve --port 5000"), Ok((Some(5000), true)));
        assert_eq!(serve("kw --home h serve"), Ok((None, false)));
    }

    #[test]
    fn what_follows_the_name_of_a_tool_is_its_own() {
        let line = "kw --json tool topics --home x --json --help -h -- --port 1";
        let args = Args::try_parse_from(line.split(' ')).unwrap();
        let Ok(Command::Tool(tool)) = args.command() else { panic!("{args:?}") };
        assert_eq!(tool.line, ["topics", "--home", "x", "--json", "--help", "-h", "--", "--port", "1"]);
        assert!(args.json && args.home.is_none() && !tool.list);
    }

    #[test]
    fn the_flags_of_serve_mean_nothing_elsewhere() {
        assert_eq!(serve("kw --port 1 list"), Err("`--port` belongs to `serve`".to_owned()));
        assert_eq!(serve("kw --no-open list"), Err("`--no-open` belongs to `serve`".to_owned()));
    }
}
