//! `show`: a record of a saved attempt.

use super::Status;
use super::args::Args;
use crate::workbench::{self, WorkbenchError};
use serde_json::json;
use std::path::Path;

pub(super) fn run(args: &Args, bundle: &Path, place: &str) -> Result<Status, WorkbenchError> {
    let found = workbench::show(bundle, place)?;
    if args.json {
        let records: Vec<_> =
            found.iter().map(|(stage, record)| json!({ "stage": stage, "record": record })).collect();
        println!("{:#}", json!({ "version": 1, "records": records }));
        return Ok(Status::Passed);
    }
    for (stage, record) in found {
        println!("{}-{}@{} in stage `{stage}`", record.topic, record.partition, record.offset);
        let key = match record.key.as_deref() {
            None => "(none)",
            Some("") => "(empty)",
            Some(key) => key,
        };
        println!("  key        {key}");
        println!("  value      {}", record.value);
        println!("             {}, {} bytes", record.format, record.size);
        println!("  timestamp  {}", time(record.timestamp));
        for (name, value) in &record.headers {
            println!("  header     {name}: {value}");
        }
        println!(
            "  outcome    {}",
            serde_json::to_value(record.outcome).unwrap_or_default().as_str().unwrap_or("")
        );
        println!(
            "  producer   id {}, epoch {}, sequence {}",
            record.producer_id, record.epoch, record.sequence
        );
    }
    Ok(Status::Passed)
}

fn time(millis: i64) -> String {
    jiff::Timestamp::from_millisecond(millis).map_or_else(|_| millis.to_string(), |time| time.to_string())
}
