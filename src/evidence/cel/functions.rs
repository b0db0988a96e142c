//! What a condition can call beside CEL's own functions: the extension libraries for lists, strings
//! and mathematics, and a few of ours that labs need.

use super::numbers;
use cel::{Context, Env, Value, extensions};
use jiff::Timestamp;
use std::sync::{Arc, OnceLock};

/// A function of ours, for the lint and the reference.
#[derive(Debug)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// How it is called and what it gives.
    pub usage: &'static str,
}

/// Functions that the workbench adds to CEL.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "isUtc",
        usage: "isUtc(text): whether text is an RFC 3339 time at offset zero, `Z` or `+00:00`",
    },
    Function {
        name: "instant",
        usage: "instant(text): microseconds since 1970 UTC of an RFC 3339 time, null where it is none",
    },
    Function {
        name: "utc",
        usage: "utc(text): an RFC 3339 time as it reads in UTC, such as `2026-03-02T08:00:00Z`, null where it is none",
    },
    Function {
        name: "sum",
        usage: "sum(list): the sum of a list of numbers, whole where all of them are, null where one is no number",
    },
    Function {
        name: "mean",
        usage: "mean(list): the arithmetic mean of a list of numbers, null of an empty one",
    },
    Function {
        name: "quantity",
        usage: "quantity(text): a quantity of Kubernetes as a number, such as `100Gi` in bytes, null where it is none",
    },
];

/// The environment in which every condition is compiled and asked.
pub(super) fn environment() -> &'static Arc<Env> {
    static ENVIRONMENT: OnceLock<Arc<Env>> = OnceLock::new();
    ENVIRONMENT.get_or_init(|| {
        let mut env = Env::stdlib();
        for library in [extensions::lists, extensions::strings, extensions::math] {
            if let Err(error) = env.add_extension(library) {
                tracing::error!(%error, "a CEL extension could not be added");
            }
        }
        Arc::new(env)
    })
}

/// Adds our functions to a root context.
pub(super) fn add_to(context: &mut Context<'_, '_>) {
    let added = [
        context.add_function("isUtc", |text: Arc<String>| is_utc(&text)),
        context.add_function("instant", |text: Arc<String>| instant(&text)),
        context.add_function("utc", |text: Arc<String>| utc(&text)),
        context.add_function("sum", |list: Arc<Vec<Value>>| numbers::sum(&list)),
        context.add_function("mean", |list: Arc<Vec<Value>>| numbers::mean(&list)),
        context.add_function("quantity", |text: Arc<String>| numbers::quantity(&text)),
    ];
    for error in added.into_iter().filter_map(Result::err) {
        tracing::error!(%error, "a CEL function could not be added");
    }
}

fn is_utc(text: &str) -> bool {
    // RFC 3339 section 4.3: `-00:00` says that the local offset is unknown, which is not UTC as asked for.
    let zero = text.ends_with('Z') || text.ends_with('z') || text.ends_with("+00:00");
    zero && text.parse::<Timestamp>().is_ok()
}

/// What two programs that mean one moment both write, and a person can read.
fn utc(text: &str) -> Value {
    match text.parse::<Timestamp>() {
        Ok(time) => Value::String(Arc::new(time.to_string())),
        Err(_) => Value::Null,
    }
}

fn instant(text: &str) -> Value {
    match text.parse::<Timestamp>() {
        Ok(time) => Value::Int(time.as_microsecond()),
        Err(_) => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utc_is_an_offset_of_zero() {
        let told =
            ["2026-03-02T08:00:00Z", "2026-03-02T08:00:00.5+00:00", "2026-03-02T08:00:00+02:00", "now"]
                .map(is_utc);
        assert_eq!(told, [true, true, false, false]);
    }

    #[test]
    fn an_instant_does_not_depend_on_the_offset() {
        assert_eq!(instant("2026-03-02T10:00:00+02:00"), instant("2026-03-02T08:00:00Z"));
        assert_eq!(instant("2026-03-02T08:00:00"), Value::Null);
        assert_eq!(utc("2026-03-02T10:00:00.50+02:00"), utc("2026-03-02T08:00:00.5Z"));
        assert_eq!(utc("2026-03-02T10:00:00+02:00"), Value::String(Arc::new("2026-03-02T08:00:00Z".into())));
    }
}
