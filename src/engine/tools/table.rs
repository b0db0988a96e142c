//! The tools that are in the jars, by the names of the scripts in Kafka's `bin` folder.

/// One of Kafka's tools.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tool {
    /// The script's name without `kafka-` and `.sh`.
    pub name: &'static str,
    /// What it is for, in a line.
    pub about: &'static str,
    /// The class whose `main` it is.
    pub main: &'static str,
    /// How it learns where the cluster is.
    pub server: Server,
}

/// Where `--bootstrap-server` stands among a tool's arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Server {
    /// It works on files, or is told another way.
    None,
    /// Before all others.
    First,
    /// The same, and it is all that the tool needs.
    Enough,
    /// The same, but a file of client settings may hold the address in its place.
    FirstUnlessConfigured,
    /// After all others: it belongs to the subcommand.
    Last,
}

/// Tab-separated: name, where the server stands, class, what it is for.
const LIST: &str = include_str!("tools.tsv");

/// All tools, in the order in which a reader is likely to look for them.
pub fn all() -> impl Iterator<Item = Tool> {
    LIST.lines().skip(1).filter_map(read)
}

fn read(line: &'static str) -> Option<Tool> {
    let columns: Vec<&'static str> = line.split('\t').collect();
    let [name, server, main, about] = columns.try_into().ok()?;
    let server = match server {
        "none" => Server::None,
        "first" => Server::First,
        "enough" => Server::Enough,
        "first-unless-configured" => Server::FirstUnlessConfigured,
        "last" => Server::Last,
        _ => return None,
    };
    Some(Tool { name, about, main, server })
}

/// What else is in Kafka's `bin` folder, and why it is not run.
pub(super) const NOT_HERE: &[(&str, &str)] = &[
    ("server-start", "brokers are started by the workbench itself"),
    ("server-stop", "brokers are ended by the workbench itself"),
    ("run-class", "it is for Kafka's own scripts; name a tool"),
    ("metadata-shell", "its jar is not among those that brokers need"),
    ("connect-distributed", "Connect is started by the workbench itself"),
    ("connect-standalone", "Connect is started by the workbench itself"),
    ("connect-mirror-maker", "its jar is not among those that brokers need"),
    ("trogdor", "its jar is not among those that brokers need"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_line_is_read_and_every_name_stands_once() {
        assert_eq!(all().count(), LIST.lines().count() - 1);
        let others = NOT_HERE.iter().map(|(name, _)| *name);
        let names: BTreeSet<&str> = all().map(|tool| tool.name).chain(others).collect();
        assert_eq!(names.len(), all().count() + NOT_HERE.len());
    }
}
