//! When records arrived, and whose they are: records of the log joined with the requests that carried them.

use super::{Record, Request};
use serde_json::Value;
use std::collections::BTreeMap;

/// Tells each record when its Produce was read by the gateway, and which program sent it.
///
/// A batch is found by the offset that the broker answered with; where no answer was seen, by producer id, epoch and
/// sequence. Of a batch that was sent twice the first time counts. What no program has sent stays as it is.
pub fn arrivals(records: &mut BTreeMap<String, Vec<Record>>, requests: &[Request]) {
    let mut carried: Vec<Carried<'_>> =
        requests.iter().filter(|r| r.api == "Produce").flat_map(batches).collect();
    carried.sort_by_key(|batch| batch.request.at);
    let mut by_place: BTreeMap<(&str, i64), Vec<&Carried<'_>>> = BTreeMap::new();
    for batch in &carried {
        by_place.entry((batch.topic, batch.partition)).or_default().push(batch);
    }
    for (topic, records) in records.iter_mut() {
        for record in records {
            let of_place = by_place.get(&(topic.as_str(), i64::from(record.partition)));
            let Some(batch) = of_place.into_iter().flatten().find(|batch| batch.holds(record)) else {
                continue;
            };
            record.at = Some(batch.request.at);
            record.program.clone_from(&batch.request.program);
            record.run.clone_from(&batch.request.run);
        }
    }
}

/// What a request carried into one partition.
struct Carried<'r> {
    request: &'r Request,
    topic: &'r str,
    partition: i64,
    count: i64,
    /// The offset of the first record, where the broker told it.
    offset: Option<i64>,
    /// Producer id, epoch and the sequence of the first record, of an idempotent producer.
    identity: Option<(i64, i64, i64)>,
}

impl Carried<'_> {
    fn holds(&self, record: &Record) -> bool {
        let within = |first: i64, place: i64| (first..first + self.count).contains(&place);
        match (self.offset, self.identity) {
            (Some(first), _) => within(first, record.offset),
            (None, Some((id, epoch, first))) => {
                (record.producer_id, record.epoch) == (id, epoch) && within(first, record.sequence)
            }
            (None, None) => false,
        }
    }
}

fn batches(request: &Request) -> Vec<Carried<'_>> {
    let number = |of: &Value, name: &str| of.get(name).and_then(Value::as_i64);
    let partitions =
        |of: &'_ Value| of.get("partitions").and_then(Value::as_array).cloned().unwrap_or_default();
    let answers = partitions(&request.answer);
    let asked = request.fields.get("partitions").and_then(Value::as_array).into_iter().flatten();
    asked
        .filter_map(|asked| {
            let topic = asked.get("topic")?.as_str()?;
            let partition = number(asked, "partition")?;
            let answer = answers.iter().find(|answer| {
                answer.get("topic").and_then(Value::as_str) == Some(topic)
                    && number(answer, "partition") == Some(partition)
            });
            let identity =
                (number(asked, "producer_id")?, number(asked, "epoch")?, number(asked, "sequence")?);
            Some(Carried {
                request,
                topic,
                partition,
                count: number(asked, "records")?,
                offset: answer.and_then(|answer| number(answer, "offset")).filter(|offset| *offset >= 0),
                identity: Some(identity).filter(|(id, ..)| *id >= 0),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Outcome;
    use serde_json::json;

    fn record(offset: i64, producer_id: i64, sequence: i64) -> Record {
        Record {
            topic: "t".into(),
            partition: 0,
            offset,
            timestamp: 0,
            key: None,
            value: Value::Null,
            format: "null".into(),
            schema_id: None,
            size: 0,
            headers: [].into(),
            outcome: Outcome::Committed,
            producer_id,
            epoch: 0,
            sequence,
            at: None,
            program: None,
            run: None,
        }
    }

    fn produce(at: i64, program: &str, producer_id: i64, sequence: i64, offset: Option<i64>) -> Request {
        let answer = offset
            .map(|offset| json!({ "partitions": [{ "topic": "t", "partition": 0, "offset": offset }] }))
            .unwrap_or_default();
        serde_json::from_value(json!({
            "n": 1, "api": "Produce", "version": 10, "connection": 1, "broker": 1, "client_id": null, "software": null,
            "program": program, "run": "first", "pid": 1, "at": at, "answered_at": null, "error": null, "fault": null,
            "read": "whole", "answer": answer,
            "fields": { "partitions": [{ "topic": "t", "partition": 0, "records": 2, "producer_id": producer_id,
                "epoch": 0, "sequence": sequence }] },
        }))
        .unwrap()
    }

    fn arrived(records: Vec<Record>, requests: &[Request]) -> Vec<Option<(i64, String)>> {
        let mut all = BTreeMap::from([("t".to_owned(), records)]);
        arrivals(&mut all, requests);
        all["t"].iter().map(|record| Some((record.at?, record.program.clone()?))).collect()
    }

    #[test]
    fn a_record_came_with_the_batch_that_holds_its_offset() {
        let requests = [produce(20, "b", -1, -1, Some(2)), produce(10, "a", -1, -1, Some(0))];
        let records = (0..5).map(|offset| record(offset, -1, -1)).collect();
        let (a, b) = (Some((10, "a".to_owned())), Some((20, "b".to_owned())));
        assert_eq!(arrived(records, &requests), [a.clone(), a, b.clone(), b, None]);
    }

    #[test]
    fn without_an_answer_the_sequence_tells() {
        // The first answer was lost, and the client sent the batch again.
        let requests = [produce(10, "a", 7, 4, None), produce(30, "a", 7, 4, Some(0))];
        let records = vec![record(0, 7, 4), record(1, 7, 5), record(2, 8, 4)];
        let a = Some((10, "a".to_owned()));
        assert_eq!(arrived(records, &requests), [a.clone(), a, None]);
    }

    #[test]
    fn what_nobody_answered_and_nobody_counted_is_not_known() {
        assert_eq!(arrived(vec![record(0, -1, -1)], &[produce(10, "a", -1, -1, None)]), [None]);
    }
}
