//! From a record on the wire to evidence, with what became of its transaction.

use crate::evidence::{Outcome, Record};
use bytes::Bytes;
use kafka_protocol::records::Record as Raw;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

/// A value is kept up to this length; what is longer keeps its beginning and its size.
const KEPT: usize = 64 << 10;

/// The records of one partition, as they come, and the transactions that are open among them.
pub(super) struct Transactions {
    topic: String,
    partition: i32,
    records: Vec<Record>,
    /// Places in `records` of each producer id's transaction.
    open: HashMap<i64, Vec<usize>>,
}

impl Transactions {
    pub(super) fn new(topic: &str, partition: i32) -> Transactions {
        Transactions { topic: topic.to_owned(), partition, records: Vec::new(), open: HashMap::new() }
    }

    /// Takes the next record of the partition.
    pub(super) fn push(&mut self, raw: Raw) {
        if raw.control {
            // A control record's key is `i16 version, i16 type`; type 0 is abort, 1 is commit (KIP-98).
            let outcome = match raw.key.as_deref() {
                Some([_, _, 0, 0]) => Outcome::Aborted,
                Some([_, _, 0, 1]) => Outcome::Committed,
                _ => return,
            };
            for place in self.open.remove(&raw.producer_id).unwrap_or_default() {
                self.records[place].outcome = outcome;
            }
            return;
        }
        if raw.transactional {
            self.open.entry(raw.producer_id).or_default().push(self.records.len());
        }
        let record = self.record(raw);
        self.records.push(record);
    }

    /// All of them. Transactions that have no end yet are open.
    pub(super) fn finish(self) -> Vec<Record> {
        self.records
    }

    fn record(&self, raw: Raw) -> Record {
        let size = raw.value.as_ref().map_or(0, |value| i64::try_from(value.len()).unwrap_or(i64::MAX));
        let (value, format) = match &raw.value {
            None => (Value::Null, "null"),
            Some(bytes) => read_value(bytes),
        };
        let headers: BTreeMap<String, String> = raw
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), value.as_ref().map(text).unwrap_or_default()))
            .collect();
        Record {
            topic: self.topic.clone(),
            partition: self.partition,
            offset: raw.offset,
            timestamp: raw.timestamp,
            key: raw.key.as_ref().map(text),
            value,
            format: format.to_owned(),
            size,
            headers,
            outcome: if raw.transactional { Outcome::Open } else { Outcome::Committed },
            producer_id: raw.producer_id,
            epoch: i64::from(raw.producer_epoch),
            sequence: i64::from(raw.sequence),
            schema_id: None,
            at: None,
            program: None,
            run: None,
        }
    }
}

fn read_value(bytes: &Bytes) -> (Value, &'static str) {
    if bytes.len() <= KEPT
        && let Ok(value) = serde_json::from_slice(bytes)
    {
        return (value, "json");
    }
    match std::str::from_utf8(bytes) {
        Ok(_) => (Value::String(text(bytes)), "text"),
        Err(_) => (Value::String(text(bytes)), "bytes"),
    }
}

/// Bytes as text, or as `0x…` where they are not UTF-8; cut where they are long.
fn text(bytes: &Bytes) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => match text.char_indices().nth(KEPT) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text.to_owned(),
        },
        Err(_) => {
            let mut hex = String::from("0x");
            for byte in bytes.iter().take(KEPT / 2) {
                // Writing to a string cannot fail.
                let _ = write!(hex, "{byte:02x}");
            }
            if bytes.len() > KEPT / 2 {
                hex.push('…');
            }
            hex
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kafka_protocol::records::TimestampType;
    use serde_json::json;

    fn raw(offset: i64, producer_id: i64, transactional: bool, control: Option<[u8; 4]>) -> Raw {
        Raw {
            transactional,
            control: control.is_some(),
            delete_horizon: false,
            partition_leader_epoch: 0,
            producer_id,
            producer_epoch: 0,
            timestamp_type: TimestampType::Creation,
            offset,
            sequence: 0,
            timestamp: 0,
            key: control.map(|key| Bytes::copy_from_slice(&key)),
            value: None,
            headers: Default::default(),
        }
    }

    #[test]
    fn a_transaction_ends_with_its_own_marker() {
        let mut partition = Transactions::new("t", 0);
        partition.push(raw(0, 7, true, None));
        partition.push(raw(1, 8, true, None));
        partition.push(raw(2, -1, false, None));
        partition.push(raw(3, 7, true, Some([0, 0, 0, 0])));
        partition.push(raw(4, 7, true, None));
        partition.push(raw(5, 7, true, Some([0, 0, 0, 1])));
        let outcomes: Vec<_> = partition.finish().into_iter().map(|r| (r.offset, r.outcome)).collect();
        assert_eq!(
            outcomes,
            [(0, Outcome::Aborted), (1, Outcome::Open), (2, Outcome::Committed), (4, Outcome::Committed)]
        );
    }

    #[test]
    fn values_are_read_as_what_they_are() {
        let read = |bytes: &'static [u8]| read_value(&Bytes::from_static(bytes));
        assert_eq!(read(b"{\"id\": 1}"), (json!({"id": 1}), "json"));
        assert_eq!(read(b"hello"), (json!("hello"), "text"));
        assert_eq!(read(b"\xff\x00"), (json!("0xff00"), "bytes"));
        let (value, format) = read_value(&Bytes::from(vec![b'a'; 1 << 20]));
        assert_eq!((value.as_str().map(str::len), format), (Some(KEPT + '…'.len_utf8()), "text"));
    }
}
