//! What has no words of its own: topics where it names any, a library where it tells one, and refusals.

use super::list::{by_topic, first, of, partition, text};
use serde_json::Value;

pub(super) fn asked(fields: &Value) -> String {
    if let (Some(name), Some(version)) = (text(fields, "software_name"), text(fields, "software_version")) {
        return format!("{name} {version}");
    }
    let topics: Vec<String> =
        of(fields, "topics").iter().filter_map(|topic| name(topic).map(str::to_owned)).collect();
    match (fields.get("topics"), of(fields, "partitions")) {
        (Some(Value::Null), _) => "all topics".to_owned(),
        (Some(Value::Array(none)), _) if none.is_empty() => "no topic: only the brokers".to_owned(),
        (Some(_), _) => first(&topics),
        (None, partitions) => by_topic(partitions),
    }
}

/// The errors by topic or partition, where there are any.
pub(super) fn refused(answer: &Value) -> String {
    let told: Vec<String> = of(answer, "partitions")
        .iter()
        .filter_map(|of| Some(format!("{}: {}", partition(of), text(of, "error")?)))
        .chain(
            of(answer, "topics")
                .iter()
                .filter_map(|of| Some(format!("{}: {}", name(of)?, text(of, "error")?))),
        )
        .collect();
    first(&told)
}

fn name(topic: &Value) -> Option<&str> {
    topic.as_str().or_else(|| text(topic, "topic"))
}
