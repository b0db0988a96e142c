//! `list`: lessons and labs, and how far one is.

use super::args::Args;
use super::{Status, open, terminal};
use crate::workbench::WorkbenchError;
use serde_json::json;

pub(super) fn run(args: &Args) -> Result<Status, WorkbenchError> {
    let workbench = open(args)?;
    let course = workbench.course();
    let passed = workbench.store().passed_labs()?;
    for diagnostic in workbench.diagnostics() {
        eprintln!("{diagnostic}");
    }
    if args.json {
        let labs: Vec<_> = course
            .labs
            .values()
            .map(|lab| json!({ "lab": lab.slug, "number": lab.number(), "title": lab.spec.title, "lesson": *lab.spec.lesson, "passed": passed.contains(&lab.slug) }))
            .collect();
        let lessons: Vec<_> = course
            .outline
            .parts
            .iter()
            .flat_map(|part| part.lessons.iter().map(move |entry| (part, entry)))
            .map(|(part, entry)| json!({ "lesson": entry.slug, "part": part.id, "title": entry.title, "written": course.lessons.contains_key(&entry.slug) }))
            .collect();
        println!("{:#}", json!({ "version": 1, "lessons": lessons, "labs": labs }));
    } else {
        terminal::out(&text(&workbench, &passed));
    }
    Ok(if workbench.diagnostics().is_empty() { Status::Passed } else { Status::Usage })
}

fn text(workbench: &crate::workbench::Workbench, passed: &[String]) -> String {
    let course = workbench.course();
    let mut text = String::new();
    for part in &course.outline.parts {
        let heading =
            if part.id.is_empty() { part.title.clone() } else { format!("{}  {}", part.id, part.title) };
        text.push_str(&format!("{heading}\n"));
        for entry in &part.lessons {
            let written = course.lessons.contains_key(&entry.slug);
            let note = if written { "" } else { "  (not there yet)" };
            text.push_str(&format!("   {:<28} {}{note}\n", entry.slug, entry.title));
            for lab in course.labs.values().filter(|lab| *lab.spec.lesson == entry.slug) {
                let mark = if passed.contains(&lab.slug) { "✓" } else { " " };
                text.push_str(&format!("   {mark} lab {:<4} {}\n", lab.number(), lab.spec.title));
            }
        }
    }
    text
}
