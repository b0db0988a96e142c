//! The list of files that Kafka and its companions consist of, with their sums.
//!
//! `scripts/artifacts` makes the list from Maven's own resolution. Kafka's part is fetched at the first start;
//! the companions' (Debezium, Apicurio) belong to the labs that need them.

use serde::Serialize;

use crate::engine::sums::Sealed;

/// Tab-separated: use, group, artifact, version, packaging, classifier, SHA-256, bytes.
const LIST: &str = include_str!("artifacts.tsv");

/// One file, as a Maven repository names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Artifact {
    pub(super) group: &'static str,
    pub(super) artifact: &'static str,
    pub(super) version: &'static str,
    pub(super) packaging: &'static str,
    pub(super) classifier: &'static str,
    pub(super) sha256: &'static str,
    pub(super) bytes: u64,
    /// Its name in our folder: unlike the coordinates it is unique there.
    pub(super) file: String,
}

impl Artifact {
    pub(super) fn sealed(&self) -> Sealed {
        Sealed { path: self.file.clone(), bytes: self.bytes, sha256: self.sha256.to_owned() }
    }
}

/// The files with this use, in the order of the list.
pub(super) fn of(use_: &str) -> Vec<Artifact> {
    LIST.lines()
        .skip(1)
        .filter_map(read)
        .filter(|(of, _)| *of == use_)
        .map(|(_, artifact)| artifact)
        .collect()
}

/// Kafka's version, by its main jar.
pub(super) fn kafka_version() -> &'static str {
    of("kafka").iter().find(|file| file.artifact == "kafka_2.13").map_or("", |file| file.version)
}

fn read(line: &'static str) -> Option<(&'static str, Artifact)> {
    let columns: Vec<&'static str> = line.split('\t').collect();
    let [use_, group, artifact, version, packaging, classifier, sha256, bytes] = columns.try_into().ok()?;
    let dash = if classifier.is_empty() { "" } else { "-" };
    let file = format!("{artifact}-{version}{dash}{classifier}.{packaging}");
    let bytes = bytes.parse().ok()?;
    Some((use_, Artifact { group, artifact, version, packaging, classifier, sha256, bytes, file }))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_line_is_read_and_every_name_is_unique() {
        let all: Vec<_> = LIST.lines().skip(1).collect();
        let read: Vec<_> = all.iter().filter_map(|line| read(line)).collect();
        assert_eq!(read.len(), all.len());
        let names: BTreeSet<_> = read.iter().map(|(_, artifact)| &artifact.file).collect();
        assert_eq!(names.len(), all.len());
        assert!(read.iter().all(|(_, artifact)| artifact.sha256.len() == 64 && artifact.bytes > 0));
    }

    #[test]
    fn kafka_is_all_there() {
        assert_eq!(of("kafka").len(), 93);
        assert_eq!(kafka_version(), "4.3.1");
        assert_eq!((of("debezium").len(), of("apicurio").len()), (1, 1));
    }
}
