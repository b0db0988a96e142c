//! The `kafka-workbench` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    kafka_workbench::cli::main()
}
