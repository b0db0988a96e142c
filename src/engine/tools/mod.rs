//! Kafka's own command-line tools, run from the jars that brokers run from.
//!
//! A tool takes the place of this process: its streams, its exit status and the keys that end it are its own, and
//! when it ends nothing is left that somebody would have to tidy up.

mod error;
mod launch;
mod table;

pub use error::ToolError;
pub use launch::{becomes, command};
pub use table::{Server, Tool, all};

use std::ffi::{OsStr, OsString};

/// The tool of this name, as it is called in Kafka's `bin` folder: with or without `kafka-` and `.sh`.
///
/// # Errors
/// [`ToolError::Unknown`], with the one that was probably meant, or [`ToolError::NotHere`] for a script of Kafka's
/// that is no tool of ours.
pub fn find(name: &OsStr) -> Result<Tool, ToolError> {
    let given = name.to_string_lossy();
    let plain = given.strip_suffix(".sh").unwrap_or(&given);
    let short = plain.strip_prefix("kafka-").unwrap_or(plain);
    if let Some(tool) = all().find(|tool| tool.name == short) {
        return Ok(tool);
    }
    if let Some((_, why)) = table::NOT_HERE.iter().find(|(script, _)| *script == short) {
        return Err(ToolError::NotHere { name: given.into_owned(), why });
    }
    let alike = |tool: &Tool| strsim::jaro_winkler(short, tool.name);
    let near = all().max_by(|a, b| alike(a).total_cmp(&alike(b))).filter(|tool| alike(tool) > 0.8);
    Err(ToolError::Unknown { name: given.into_owned(), near: near.map(|tool| tool.name) })
}

impl Tool {
    /// Whether these arguments need the address of a cluster that they do not have. Without arguments (but for those
    /// that need no more), and where help is asked for, a tool tells how it is used.
    pub fn wants_server(&self, args: &[OsString]) -> bool {
        let asks = |wanted: &[&str]| args.iter().any(|arg| wanted.iter().any(|word| arg == word));
        let names = |start: &str| args.iter().any(|arg| arg.to_string_lossy().starts_with(start));
        let needs_more = args.is_empty() && self.server != Server::Enough;
        if self.server == Server::None || needs_more || asks(&["--help", "-h", "--version"]) {
            return false;
        }
        // Tools take an option's name cut short, too; properties can hold the address.
        let given = names("--bootstrap") || names("--broker-list") || names("bootstrap.servers=");
        let in_a_file = self.server == Server::FirstUnlessConfigured && names("--command-config");
        !given && !in_a_file
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str) -> Result<&'static str, String> {
        find(OsStr::new(name)).map(|tool| tool.name).map_err(|error| error.to_string())
    }

    #[test]
    fn a_tool_goes_by_each_of_its_names() {
        for name in ["topics", "kafka-topics", "topics.sh", "kafka-topics.sh"] {
            assert_eq!(found(name).as_deref(), Ok("topics"));
        }
        assert_eq!(found("connect-plugin-path.sh").as_deref(), Ok("connect-plugin-path"));
    }

    #[test]
    fn one_that_is_not_there() {
        assert_eq!(found("topcis").unwrap_err(), "Kafka has no tool `topcis`: did you mean `topics`?");
        assert_eq!(
            found("kafka-console-consumr").unwrap_err(),
            "Kafka has no tool `kafka-console-consumr`: did you mean `console-consumer`?"
        );
        assert_eq!(found("ls").unwrap_err(), "Kafka has no tool `ls`");
        assert_eq!(
            found("kafka-server-start.sh").unwrap_err(),
            "`kafka-server-start.sh` cannot be run here: brokers are started by the workbench itself"
        );
    }

    #[test]
    fn an_address_is_wanted_where_the_tool_has_none() {
        let wants = |name: &str, args: &[&str]| {
            let args: Vec<OsString> = args.iter().map(OsString::from).collect();
            find(OsStr::new(name)).unwrap().wants_server(&args)
        };
        assert!(wants("topics", &["--list"]));
        assert!(!wants("topics", &[]));
        assert!(wants("broker-api-versions", &[]));
        assert!(!wants("topics", &["--help"]));
        assert!(!wants("topics", &["--list", "--bootstrap-server", "h:1"]));
        assert!(!wants("topics", &["--bootstrap-server=h:1", "--list"]));
        assert!(!wants("metadata-quorum", &["--bootstrap-controller", "h:1", "describe", "--status"]));
        assert!(!wants("dump-log", &["--files", "a.log"]));
        assert!(wants("console-producer", &["--topic", "t", "--command-config", "f"]));
        assert!(!wants("producer-perf-test", &["--topic", "t", "--command-config", "f"]));
        assert!(!wants("producer-perf-test", &["--command-property", "bootstrap.servers=h:1"]));
    }
}
