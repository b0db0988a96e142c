//! `show`: a record, a request, a commit, a group or a call of a saved attempt.

use super::Status;
use super::args::Args;
use super::terminal;
use crate::evidence::{Cite, Record, words};
use crate::grade::Bundle;
use crate::workbench::{self, Event, Fact, Seen, Sighting, WorkbenchError, place_of};
use serde_json::json;
use std::fmt::{Result as Written, Write};
use std::path::Path;

pub(super) fn run(args: &Args, bundle: &Path, place: &str) -> Result<Status, WorkbenchError> {
    let bundle = workbench::read(bundle)?;
    let found = workbench::show(&bundle, place)?;
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = match args.json {
        true => document(&mut text, &found),
        false => found.iter().try_for_each(|sighting| tell(&mut text, &bundle, sighting)),
    };
    terminal::out(&text);
    Ok(Status::Passed)
}

/// One list, named after what is in it.
fn document(out: &mut String, found: &[Sighting<'_>]) -> Written {
    let noun = found.first().map_or("record", |sighting| sighting.seen.noun());
    let all: Vec<_> =
        found.iter().map(|sighting| json!({ "stage": sighting.stage.id, noun: sighting.seen })).collect();
    writeln!(out, "{:#}", json!({ "version": 1, format!("{noun}s"): all }))
}

fn tell(out: &mut String, bundle: &Bundle, sighting: &Sighting<'_>) -> Written {
    if !out.is_empty() {
        writeln!(out)?;
    }
    let typed = |cite: &Cite| place_of(bundle, &sighting.stage.id, cite).map(|place| place.to_string());
    writeln!(out, "{} in stage `{}`", sighting.cite, sighting.stage.id)?;
    if let Seen::Record(record) = sighting.seen {
        tell_record(out, record)?;
        let kept = workbench::kept_by(record, sighting.evidence);
        return kept.map_or(Ok(()), |told| writeln!(out, "  kept by    {told}"));
    }
    for Fact { name, lines } in workbench::facts(sighting) {
        let told: Vec<String> =
            lines.into_iter().map(|line| line.cite.as_ref().and_then(typed).unwrap_or(line.text)).collect();
        field(out, 2, 11, name, &told)?;
    }
    for (title, fields) in workbench::parts(sighting) {
        writeln!(out, "\n  {title}")?;
        let width = fields.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        for (name, lines) in fields {
            field(out, 4, width, &name, &lines)?;
        }
    }
    around(out, sighting, typed)
}

/// A name, and what is to be said of it in lines below each other.
fn field(out: &mut String, indent: usize, width: usize, name: &str, lines: &[String]) -> Written {
    let mut name = name;
    for line in lines {
        writeln!(out, "{:indent$}{name:width$}  {line}", "")?;
        name = "";
    }
    Ok(())
}

/// The moment, with the place of each event in front of it: as it is typed.
fn around(out: &mut String, sighting: &Sighting<'_>, typed: impl Fn(&Cite) -> Option<String>) -> Written {
    let events = workbench::around(sighting);
    if events.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n  around it")?;
    let place = |event: &Event| event.cite.as_ref().and_then(&typed).unwrap_or_default();
    let places: Vec<String> = events.iter().map(place).collect();
    let width =
        |of: &mut dyn Iterator<Item = &String>| of.map(|text| text.chars().count()).max().unwrap_or(0);
    let (place_width, who_width) =
        (width(&mut places.iter()), width(&mut events.iter().map(|event| &event.who)));
    for (event, place) in events.iter().zip(&places) {
        let mark = if event.here { ">" } else { " " };
        let at = words::seconds(event.at);
        writeln!(
            out,
            "  {mark} {at:>9}  {place:place_width$}  {who:who_width$}  {}",
            event.what,
            who = event.who
        )?;
    }
    Ok(())
}

fn tell_record(out: &mut String, record: &Record) -> Written {
    let key = match record.key.as_deref() {
        None => "(none)",
        Some("") => "(empty)",
        Some(key) => key,
    };
    writeln!(out, "  key        {key}")?;
    writeln!(out, "  value      {}", record.value)?;
    writeln!(out, "             {}, {} bytes", record.format, record.size)?;
    writeln!(out, "  timestamp  {}", time(record.timestamp))?;
    for (name, value) in &record.headers {
        writeln!(out, "  header     {name}: {value}")?;
    }
    let outcome = serde_json::to_value(record.outcome).unwrap_or_default();
    writeln!(out, "  outcome    {}", outcome.as_str().unwrap_or(""))?;
    writeln!(
        out,
        "  producer   id {}, epoch {}, sequence {}",
        record.producer_id, record.epoch, record.sequence
    )
}

fn time(millis: i64) -> String {
    jiff::Timestamp::from_millisecond(millis).map_or_else(|_| millis.to_string(), |time| time.to_string())
}
