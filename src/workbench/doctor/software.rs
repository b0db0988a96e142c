//! Python, its packages, Java and Kafka: what was found, what is used, and why that.

use super::{Group, Symptom};
use crate::engine::runtime::{self, JAVA, KAFKA_HOME, Look, PYTHON, RuntimeError, State};
use std::path::Path;

/// What makes or mends a cache, at the next thing that needs it.
const NEXT: &str = "start the workbench, or grade any lab: it is made then";

pub(super) fn look(look: &Look, cache: &Path) -> Vec<Symptom> {
    vec![python(look), packages(look), java(look, cache), kafka(look), our_client()]
}

fn python(look: &Look) -> Symptom {
    const WHAT: &str = "Python";
    let why = match is_set(PYTHON) {
        true => format!("which {PYTHON} names"),
        false => "the first on the PATH that is 3.10 or newer".to_owned(),
    };
    match &look.python {
        Ok(python) => good(WHAT, format!("{} at {}, {why}", python.version, python.program.display())),
        Err(error) => bad(WHAT, error),
    }
}

fn packages(look: &Look) -> Symptom {
    const WHAT: &str = "Python packages";
    match &look.environment {
        Ok(State::Whole) => {
            good(WHAT, format!("{} and what labs need besides, every file as installed", runtime::client()))
        }
        Ok(State::Missing) => {
            later(WHAT, "not installed yet: about 110 MB, once, into the home".to_owned()).fix(next())
        }
        Ok(State::Damaged(what)) => {
            later(WHAT, format!("{what}; they are installed again when they are needed")).fix(next())
        }
        Err(error) => bad(WHAT, error),
    }
}

fn java(look: &Look, cache: &Path) -> Symptom {
    const WHAT: &str = "Java";
    match &look.java {
        Ok(java) => {
            let cache = std::fs::canonicalize(cache).unwrap_or_else(|_| cache.to_owned());
            let why = match () {
                () if is_set(JAVA) => format!("which {JAVA} names"),
                () if java.program.starts_with(cache) => {
                    "which comes with the Python packages; no Java 25 is installed".to_owned()
                }
                () if java.version >= 25 => "which is installed".to_owned(),
                () => "which is installed; Java 25 would start Kafka twice as fast".to_owned(),
            };
            good(WHAT, format!("{} at {}, {why}", java.version, java.program.display()))
        }
        Err(RuntimeError::JavaMissing)
            if look.environment.as_ref().is_ok_and(|state| *state != State::Whole) =>
        {
            later(WHAT, "none is installed; one comes with the Python packages".to_owned()).fix(next())
        }
        Err(error) => bad(WHAT, error),
    }
}

fn kafka(look: &Look) -> Symptom {
    const WHAT: &str = "Kafka";
    match &look.jars {
        Ok((class_path, State::Whole)) => {
            let why = match is_set(KAFKA_HOME) {
                true => format!("from the folder that {KAFKA_HOME} names"),
                false => "every file as it was fetched".to_owned(),
            };
            good(WHAT, format!("{}, {why}", class_path.kafka_version))
        }
        Ok((class_path, State::Missing)) => later(
            WHAT,
            format!("{} is not fetched yet: about 56 MB, once, into the home", class_path.kafka_version),
        )
        .fix(next()),
        Ok((class_path, State::Damaged(what))) => later(
            WHAT,
            format!("{}: {what}; it is fetched again when it is needed", class_path.kafka_version),
        )
        .fix(next()),
        Err(error) => bad(WHAT, error),
    }
}

/// What the workbench itself speaks to brokers with.
fn our_client() -> Symptom {
    let (_, version) = rdkafka::util::get_rdkafka_version();
    good("The workbench", format!("{}, with librdkafka {version}", env!("CARGO_PKG_VERSION")))
}

fn is_set(variable: &str) -> bool {
    std::env::var_os(variable).is_some_and(|value| !value.is_empty())
}

fn next() -> String {
    NEXT.to_owned()
}

fn good(what: &'static str, found: String) -> Symptom {
    Symptom::good(Group::Software, what, found)
}

fn later(what: &'static str, found: String) -> Symptom {
    Symptom::later(Group::Software, what, found)
}

fn bad(what: &'static str, error: &RuntimeError) -> Symptom {
    Symptom::bad(Group::Software, what, error.to_string()).fix(error.hint())
}
