//! One record of an attempt's evidence.

use super::{Answer, Bench};
use crate::evidence::Record;
use crate::web::view::record::{RecordView, Sighting};
use crate::workbench::show;

/// A value is shown up to here; its bundle has all that was kept.
const SHOWN: usize = 20_000;

impl Bench {
    /// The page at `/attempts/{id}/records/{coordinate}`.
    pub(crate) fn record(&self, attempt: &str, coordinate: &str) -> Answer<RecordView> {
        let bundle = self.recorded(attempt)?;
        let path = self.workbench.home().attempts().join(format!("{}.json", bundle.attempt));
        let title =
            |id: &str| bundle.stages.iter().find(|stage| stage.id == id).map(|stage| stage.title.clone());
        let found = show(&path, coordinate)?;
        Ok(RecordView {
            attempt: attempt.to_owned(),
            coordinate: coordinate.to_owned(),
            command: format!("kafka-workbench show {} {coordinate}", path.display()),
            sightings: found
                .iter()
                .map(|(stage, record)| sighting(title(stage).unwrap_or_else(|| stage.clone()), record))
                .collect(),
        })
    }
}

fn sighting(stage: String, record: &Record) -> Sighting {
    let field = |name: &str, value: String| (name.to_owned(), value);
    let headers: Vec<String> =
        record.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    let producer = match record.producer_id {
        -1 => "none: the producer is not idempotent".to_owned(),
        id => format!("{id}, epoch {}, sequence {}", record.epoch, record.sequence),
    };
    Sighting {
        stage,
        fields: vec![
            field("Key", record.key.clone().unwrap_or_else(|| "none".to_owned())),
            field("Timestamp", timestamp(record.timestamp)),
            field("Headers", if headers.is_empty() { "none".to_owned() } else { headers.join(", ") }),
            field("Producer id", producer),
            field("Outcome", format!("{:?}", record.outcome).to_lowercase()),
            field("Value", format!("{} bytes, {}", record.size, record.format)),
        ],
        value: value(record),
    }
}

fn timestamp(milliseconds: i64) -> String {
    match jiff::Timestamp::from_millisecond(milliseconds) {
        Ok(at) => format!("{at:.3}"),
        Err(_) => format!("{milliseconds} ms since 1970"),
    }
}

fn value(record: &Record) -> String {
    let text = match &record.value {
        serde_json::Value::Null if record.format == "null" => "null: a tombstone".to_owned(),
        serde_json::Value::String(text) if record.format != "json" => text.clone(),
        value => serde_json::to_string_pretty(value).unwrap_or_default(),
    };
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}\n… cut after {SHOWN} characters", &text[..end]),
        None => text,
    }
}
