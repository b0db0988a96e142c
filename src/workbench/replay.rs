//! Looks at a saved attempt again, without Kafka.

use super::bundles;
use super::{BundleError, WorkbenchError};
use crate::evidence::Record;
use crate::grade::{Bundle, Verdict};
use std::path::Path;

/// The bundle in `path`, and the verdict on it, judged anew.
///
/// # Errors
/// Where it cannot be read.
pub fn replay(path: &Path) -> Result<(Bundle, Verdict), BundleError> {
    let bundle = bundles::load(path)?;
    let verdict = bundle.judge();
    Ok((bundle, verdict))
}

/// The records in the bundle in `path` that `place` names, with the stage in which each was found:
/// `task-created-2@9`.
///
/// # Errors
/// Where the bundle cannot be read, `place` names no record, or there is no such record.
pub fn show(path: &Path, place: &str) -> Result<Vec<(String, Record)>, WorkbenchError> {
    let bundle = bundles::load(path)?;
    let Some((topic, partition, offset)) = parse(place) else {
        let message =
            format!("`{place}` names no record: write TOPIC-PARTITION@OFFSET, such as task-created-2@9");
        return Err(WorkbenchError::Refused(message));
    };
    let found: Vec<(String, Record)> = bundle
        .stages
        .iter()
        .filter_map(|stage| Some((stage.id.clone(), stage.evidence.as_ref()?)))
        .flat_map(|(stage, evidence)| {
            let records = evidence.records.get(topic).into_iter().flatten();
            records
                .filter(|record| record.partition == partition && record.offset == offset)
                .map(move |record| (stage.clone(), record.clone()))
                .collect::<Vec<_>>()
        })
        .collect();
    if found.is_empty() {
        let known = bundle
            .stages
            .iter()
            .filter_map(|stage| stage.evidence.as_ref())
            .flat_map(|evidence| evidence.topics.values())
            .flat_map(|topic| {
                (0..)
                    .zip(&topic.ends)
                    .filter(|(_, end)| **end > 0)
                    .map(|(p, end)| format!("{}-{p}@0 to @{}", topic.name, end - 1))
            })
            .collect();
        return Err(WorkbenchError::Missing { what: "record", name: place.to_owned(), known });
    }
    Ok(found)
}

fn parse(place: &str) -> Option<(&str, i32, i64)> {
    let (partition, offset) = place.rsplit_once('@')?;
    let (topic, partition) = partition.rsplit_once('-')?;
    Some((topic, partition.parse().ok()?, offset.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_place_is_topic_partition_and_offset() {
        assert_eq!(parse("task-created-2@9"), Some(("task-created", 2, 9)));
        assert_eq!(parse("task-created@9"), None);
        assert_eq!(parse("task-created-2"), None);
    }
}
