//! `doctor`: what the workbench needs, and how it is.

use super::args::{Args, DoctorArgs};
use super::{Status, open, terminal};
use crate::workbench::{Examination, Fit, Group, Health, WorkbenchError, size};
use serde_json::{Map, Value, json};

pub(super) async fn run(args: &Args, order: &DoctorArgs) -> Result<Status, WorkbenchError> {
    if order.prune {
        return prune(args).await;
    }
    let examination = open(args)?.doctor(&terminal::report()).await;
    if args.json {
        println!("{:#}", document(&examination));
    } else {
        terminal::out(&told(&examination));
    }
    Ok(if examination.healthy() { Status::Passed } else { Status::NotGraded })
}

async fn prune(args: &Args) -> Result<Status, WorkbenchError> {
    let pruned = open(args)?.prune().await?;
    if args.json {
        println!(
            "{:#}",
            json!({
                "version": 1, "removed": pruned.removed, "images": pruned.images, "freed": pruned.freed,
            })
        );
        return Ok(Status::Passed);
    }
    for kept in &pruned.removed {
        println!("removed  {:>8}  {}, {}", size(kept.bytes), kept.what, kept.path.display());
    }
    for image in &pruned.images {
        println!("removed  {:>8}  image in Docker, {}", size(image.bytes), image.name);
    }
    match pruned.removed.len() + pruned.images.len() {
        0 => println!("Everything in the cache is in use, or was used within 30 days: nothing was removed."),
        _ => println!("{} freed. It is made or fetched again if it is needed.", size(pruned.freed)),
    }
    Ok(Status::Passed)
}

fn document(examination: &Examination) -> Value {
    let labs: Vec<Value> = examination.labs.iter().map(lab).collect();
    json!({
        "version": 1, "healthy": examination.healthy(), "found": examination.found, "labs": labs,
        "cache": examination.cache, "images": examination.images, "swept": examination.swept,
    })
}

fn lab(fit: &Fit) -> Value {
    let engines: Map<String, Value> = fit
        .engines
        .iter()
        .map(|(engine, found)| (engine.to_string(), json!({ "can": found.can, "missing": found.missing })))
        .collect();
    json!({ "lab": fit.lab, "number": fit.number, "needs": fit.needs, "engines": engines })
}

fn told(examination: &Examination) -> String {
    const GROUPS: [(Group, &str); 5] = [
        (Group::Machine, "Machine"),
        (Group::Software, "Software"),
        (Group::Engines, "Engines"),
        (Group::Home, "Home"),
        (Group::Course, "Course"),
    ];
    let width =
        examination.found.iter().map(|symptom| symptom.what.chars().count()).max().unwrap_or_default();
    let mut text = String::new();
    for (group, title) in GROUPS {
        text.push_str(&format!("{title}\n"));
        for symptom in examination.found.iter().filter(|symptom| symptom.group == group) {
            let mark = match symptom.health {
                Health::Good => "✓",
                Health::Later => "–",
                Health::Bad => "✗",
            };
            text.push_str(&format!("  {mark} {:width$}  {}\n", symptom.what, symptom.found));
            if let Some(fix) = &symptom.fix {
                text.push_str(&format!("    {:width$}  → {fix}\n", ""));
            }
        }
        text.push('\n');
    }
    text.push_str(&labs(&examination.labs));
    let sick = examination.found.iter().filter(|symptom| symptom.health == Health::Bad).count();
    text.push_str(&match sick {
        0 => "Nothing stands in the way.\n".to_owned(),
        1 => "1 thing (✗) must be mended before anything can be graded.\n".to_owned(),
        many => format!("{many} things (✗) must be mended before anything can be graded.\n"),
    });
    text
}

/// A line a lab: what it needs, and each engine that has it or lacks something.
fn labs(fits: &[Fit]) -> String {
    if fits.is_empty() {
        return String::new();
    }
    let number = fits.iter().map(|fit| fit.number.len()).max().unwrap_or_default();
    let needs: Vec<String> = fits.iter().map(|fit| fit.needs.join(", ")).collect();
    let width = needs.iter().map(String::len).max().unwrap_or_default();
    let mut text = "What each lab could run with\n".to_owned();
    for (fit, needs) in fits.iter().zip(&needs) {
        let engines: Vec<String> = fit
            .engines
            .iter()
            .map(|(engine, found)| {
                let mark = if found.can { '✓' } else { '✗' };
                let missing = found.missing.iter().map(|missing| format!(" ({missing})"));
                format!("{mark} {engine}{}", missing.collect::<String>())
            })
            .collect();
        text.push_str(&format!(
            "  lab {:<number$}  needs {needs:<width$}  {}\n",
            fit.number,
            engines.join("  ")
        ));
    }
    text.push('\n');
    text
}
