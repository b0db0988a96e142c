//! Fetch: from where was read, and what came.

use super::list::{by_topic, count, first, number, of, partition, text};
use serde_json::Value;

pub(super) fn asked(fields: &Value) -> String {
    let from: Vec<String> = of(fields, "partitions")
        .iter()
        .map(|of| format!("{} from {}", partition(of), number(of, "offset").unwrap_or(-1)))
        .collect();
    let isolation = text(fields, "isolation").unwrap_or("isolation not read");
    match from.is_empty() {
        // A session goes on with the partitions that it has (KIP-227).
        true => format!("{isolation} · the partitions of the session"),
        false => format!("{isolation} · {}", first(&from)),
    }
}

pub(super) fn answered(answer: &Value) -> String {
    let partitions = of(answer, "partitions");
    let refused: Vec<String> = partitions
        .iter()
        .filter_map(|of| Some(format!("{}: {}", partition(of), text(of, "error")?)))
        .collect();
    let came: Vec<&Value> =
        partitions.iter().filter(|of| number(of, "records").is_some_and(|records| records > 0)).collect();
    let told: Vec<String> = came
        .iter()
        .map(|of| {
            let records = count(number(of, "records").unwrap_or(0), "record");
            format!("{records} of {} from {}", partition(of), number(of, "first_offset").unwrap_or(-1))
        })
        .chain(refused)
        .collect();
    match (told.is_empty(), partitions.is_empty()) {
        (false, _) => first(&told),
        (true, false) => format!("nothing new in {}", by_topic(partitions)),
        (true, true) => "nothing new".to_owned(),
    }
}
