//! One piece of an attempt's evidence, and the addresses of all of them.

use super::{Answer, Bench};
use crate::evidence::{Cite, Place, Record, words};
use crate::grade::Bundle;
use crate::web::error::WebError;
use crate::web::view::place::{AroundRow, AroundView, FactView, LineView, PartView, PlaceView, SightingView};
use crate::workbench::{Event, Fact, Seen, Sighting, around, facts, parts, place_of, show, show_command};

/// A value is shown up to here; its bundle has all that was kept.
const SHOWN: usize = 20_000;
/// The same among its neighbours.
const SHORT: usize = 120;
/// Records shown before, and as many after.
const EITHER_SIDE: i64 = 2;

impl Bench {
    /// The page at `/attempts/{id}/show/{place}`.
    pub(crate) fn place(&self, attempt: &str, typed: &str) -> Answer<PlaceView> {
        let bundle = self.recorded(attempt)?;
        // An address that cannot be read leads nowhere, as one does that names what is not there.
        let place = Place::parse(typed).ok_or_else(|| WebError::NoPage)?;
        let found = show(&bundle, typed)?;
        let path = self.workbench.home().bundle(&bundle.attempt);
        let kind = match found.first().map(|sighting| sighting.seen) {
            Some(Seen::Request(_)) => "Request",
            Some(Seen::Commit(_)) => "Commit",
            Some(Seen::Group(_)) => "Group",
            Some(Seen::Member(_)) => "Member",
            Some(Seen::Partition(_)) => "Partition",
            Some(Seen::Call(_)) => "Call",
            Some(Seen::Record(_)) | None => "Record",
        };
        Ok(PlaceView {
            attempt: attempt.to_owned(),
            kind,
            name: place.cite.to_string(),
            command: show_command(&path, &place),
            sightings: found.iter().map(|sighting| view(&bundle, sighting)).collect(),
        })
    }
}

/// The page of what a finding in `stage` cites; `None` for what has none.
pub(super) fn href(bundle: &Bundle, stage: &str, cite: &Cite) -> Option<String> {
    place_of(bundle, stage, cite)
        .map(|place| format!("/attempts/{}/show/{}", bundle.attempt, encoded(&place)))
}

/// A place as part of an address. Only a group's id needs it, which may hold anything.
fn encoded(place: &Place) -> String {
    let text = place.to_string();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~:@/".contains(&byte);
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

fn view(bundle: &Bundle, sighting: &Sighting<'_>) -> SightingView {
    let to = |cite: &Cite| href(bundle, &sighting.stage.id, cite);
    let led = facts(sighting).into_iter().map(|Fact { name, lines }| FactView {
        name: capital(name),
        lines: lines
            .into_iter()
            .map(|line| LineView { href: line.cite.as_ref().and_then(&to), text: line.text })
            .collect(),
    });
    let record = match sighting.seen {
        Seen::Record(record) => Some(record),
        _ => None,
    };
    SightingView {
        stage: sighting.stage.title.clone(),
        facts: record.map(of_record).unwrap_or_default().into_iter().chain(led).collect(),
        value: record.map(|record| cut(&value(record), SHOWN)),
        parts: parts(sighting)
            .into_iter()
            .map(|(title, fields)| PartView { title: titled(title), fields })
            .collect(),
        around: match record {
            Some(record) => neighbours(sighting, record, to),
            None => moment(around(sighting), to),
        },
    }
}

fn titled(part: &str) -> &'static str {
    match part {
        "fields" => "Asked, field by field",
        "answer" => "Answered, field by field",
        "query" => "Query",
        "headers" => "Headers",
        _ => "Body",
    }
}

fn moment(events: Vec<Event>, to: impl Fn(&Cite) -> Option<String>) -> Option<AroundView> {
    let row = |event: Event| AroundRow {
        at: words::seconds(event.at),
        name: event.cite.as_ref().map(ToString::to_string).unwrap_or_default(),
        href: event.cite.as_ref().and_then(&to),
        who: event.who,
        what: event.what,
        here: event.here,
    };
    let rows: Vec<AroundRow> = events.into_iter().map(row).collect();
    (!rows.is_empty()).then_some(AroundView { columns: ["Time", "Event", "Who", "What"], rows })
}

fn neighbours(
    sighting: &Sighting<'_>,
    here: &Record,
    to: impl Fn(&Cite) -> Option<String>,
) -> Option<AroundView> {
    let near = here.offset.saturating_sub(EITHER_SIDE)..=here.offset.saturating_add(EITHER_SIDE);
    let records = sighting.evidence.records.get(&here.topic).into_iter().flatten();
    let rows = records
        .filter(|record| record.partition == here.partition && near.contains(&record.offset))
        .map(|record| {
            let cite = Cite::Record {
                topic: record.topic.clone(),
                partition: record.partition,
                offset: record.offset,
            };
            AroundRow {
                at: format!("@{}", record.offset),
                name: cite.to_string(),
                href: to(&cite),
                who: record.key.clone().unwrap_or_else(|| "none".to_owned()),
                what: cut(&value(record).split_whitespace().collect::<Vec<_>>().join(" "), SHORT),
                here: record.offset == here.offset,
            }
        });
    let rows: Vec<AroundRow> = rows.collect();
    (rows.len() > 1).then_some(AroundView { columns: ["Offset", "Record", "Key", "Value"], rows })
}

fn of_record(record: &Record) -> Vec<FactView> {
    let fact = |name: &str, text: String| FactView {
        name: name.to_owned(),
        lines: vec![LineView { text, href: None }],
    };
    let headers: Vec<String> =
        record.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    let producer = match record.producer_id {
        -1 => "none: the producer is not idempotent".to_owned(),
        id => format!("{id}, epoch {}, sequence {}", record.epoch, record.sequence),
    };
    vec![
        fact("Key", record.key.clone().unwrap_or_else(|| "none".to_owned())),
        fact("Timestamp", timestamp(record.timestamp)),
        fact("Headers", if headers.is_empty() { "none".to_owned() } else { headers.join(", ") }),
        fact("Producer id", producer),
        fact("Outcome", format!("{:?}", record.outcome).to_lowercase()),
        fact("Value", format!("{} bytes, {}", record.size, record.format)),
    ]
}

fn timestamp(milliseconds: i64) -> String {
    match jiff::Timestamp::from_millisecond(milliseconds) {
        Ok(at) => format!("{at:.3}"),
        Err(_) => format!("{milliseconds} ms since 1970"),
    }
}

fn value(record: &Record) -> String {
    match &record.value {
        serde_json::Value::Null if record.format == "null" => "null: a tombstone".to_owned(),
        serde_json::Value::String(text) if record.format != "json" => text.clone(),
        value => serde_json::to_string_pretty(value).unwrap_or_default(),
    }
}

fn cut(text: &str, at: usize) -> String {
    match text.char_indices().nth(at) {
        Some((end, _)) if at < SHOWN => format!("{}…", &text[..end]),
        Some((end, _)) => format!("{}\n… cut after {at} characters", &text[..end]),
        None => text.to_owned(),
    }
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    first + letters.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_of_any_name_has_an_address() {
        let place = Place { stage: Some("ill".into()), cite: Cite::Group { group: "a b?/ü%".into() } };
        assert_eq!(encoded(&place), "ill/group:a%20b%3F/%C3%BC%25");
    }
}
