//! What a condition can call beside CEL's own functions: the extension libraries for lists, strings
//! and mathematics, and a few of ours that labs need.

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
    }
}
