//! The command line, one file a command.
//!
//! Results go to standard output, progress and errors to standard error. The exit status is 0 where it passed,
//! 1 where it failed, 2 where the request or the content is wrong, 3 where nothing could be graded.

mod args;
mod compare;
mod dev;
mod docker_host;
mod doctor;
mod grade;
mod list;
mod replay;
mod reset;
mod serve;
mod show;
mod skill;
mod terminal;
mod tool;
mod verdict;
mod verify;

use crate::workbench::{Workbench, WorkbenchError};
use args::{Args, Command};
use clap::Parser;
use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    Passed,
    Failed,
    Usage,
    NotGraded,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> ExitCode {
        ExitCode::from(match status {
            Status::Passed => 0,
            Status::Failed => 1,
            Status::Usage => 2,
            Status::NotGraded => 3,
        })
    }
}

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            // Help and version are asked for; everything else is a usage error. A closed pipe is nobody's.
            let _ = error.print();
            return if error.use_stderr() { Status::Usage.into() } else { Status::Passed.into() };
        }
    };
    terminal::log();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: the program could not be started: {error}");
            return Status::NotGraded.into();
        }
    };
    runtime.block_on(docker_host::settle(&args));
    let status = runtime.block_on(run(&args)).unwrap_or_else(|error| {
        terminal::error(&args, &error);
        if error.is_usage() { Status::Usage } else { Status::NotGraded }
    });
    // A blocked client of Kafka must not hold up the end.
    runtime.shutdown_timeout(std::time::Duration::from_secs(5));
    status.into()
}

async fn run(args: &Args) -> Result<Status, WorkbenchError> {
    match &args.command().map_err(WorkbenchError::Refused)? {
        Command::Serve(serve) => serve::run(args, serve).await,
        Command::List => list::run(args),
        Command::Grade(grade) => grade::run(args, grade).await,
        Command::Verify(verify) => verify::run(args, verify).await,
        Command::Replay { bundle } => replay::run(args, bundle),
        Command::Compare(order) => compare::run(args, order).await,
        Command::Show { bundle, place } => show::run(args, bundle, place),
        Command::Skill(command) => skill::run(args, command),
        Command::Tool(tool) => tool::run(args, tool).await,
        Command::Doctor(order) => doctor::run(args, order).await,
        Command::Dev(command) => dev::run(args, command),
        Command::Reset { lab } => reset::run(args, lab),
    }
}

fn open(args: &Args) -> Result<Workbench, WorkbenchError> {
    Workbench::open(&args.options())
}
