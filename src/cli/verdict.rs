//! A verdict as a person reads it: the first failure large, then where to look, the rest in a line each.

use crate::grade::{Blame, Breach, Bundle, Finding, Halt, Outcome, StageVerdict, Standing, Verdict};
use crate::workbench::{place_of, show_command};
use std::fmt::Write;
use std::path::Path;

/// Renders a verdict. `bundle` is where the attempt was saved.
pub(super) fn render(bundle: &Bundle, verdict: &Verdict, path: &Path) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write(&mut text, bundle, verdict, path);
    text
}

fn write(out: &mut String, bundle: &Bundle, verdict: &Verdict, path: &Path) -> std::fmt::Result {
    match &verdict.outcome {
        Outcome::Passed => {
            let rest = not_judged(verdict);
            writeln!(out, "passed: {} of {} checks held{rest}", verdict.held, verdict.total)?;
        }
        Outcome::Failed => {
            let early = if verdict.held == verdict.total { ", and the scenario ended early" } else { "" };
            let rest = not_judged(verdict);
            writeln!(out, "failed: {} of {} checks held{early}{rest}", verdict.held, verdict.total)?;
        }
        Outcome::NotGraded { blame, why } => {
            writeln!(out, "not graded ({}): {why}", blame.words())?;
            if *blame != Blame::Interrupted {
                writeln!(out, "This says nothing about the program. Your files are as they were.")?;
            }
        }
    }
    let mut first = true;
    for stage in verdict.stages.iter().filter(|stage| stage.reached && !stage.held()) {
        writeln!(out, "\n{}", stage.title)?;
        broken(out, bundle, stage, &mut first, path)?;
    }
    for stage in verdict.stages.iter().filter(|stage| stage.findings.iter().any(Finding::held)) {
        writeln!(out, "\nHeld: {}", stage.title)?;
        for finding in stage.findings.iter().filter(|finding| finding.held()) {
            writeln!(out, "  ✓ {}", finding.says)?;
        }
    }
    unjudged(out, verdict)?;
    let waiting = verdict.stages.iter().filter(|stage| !stage.reached && stage.not_judged.is_none());
    let waiting: Vec<&str> = waiting.map(|stage| stage.title.as_str()).collect();
    if !waiting.is_empty() {
        writeln!(out, "\nNot reached: {}", waiting.join(" · "))?;
    }
    writeln!(out, "\n{}, seed {}, {}", bundle.title, bundle.seed, times(bundle))?;
    writeln!(out, "The attempt is kept in {}", path.display())
}

/// What did not hold in a stage: the first failure of the attempt large, the others in a line.
fn broken(
    out: &mut String,
    bundle: &Bundle,
    stage: &StageVerdict,
    first: &mut bool,
    path: &Path,
) -> std::fmt::Result {
    if let Some(halt) = &stage.halt {
        halted(out, halt)?;
        *first = false;
    }
    for finding in &stage.findings {
        match &finding.standing {
            Standing::Held => {}
            Standing::Failed(breach) if *first => {
                *first = false;
                large(out, bundle, &stage.id, breach, path)?;
            }
            Standing::Failed(breach) => writeln!(out, "  ✗ {}", breach.headline)?,
            Standing::NotReached { missing } => {
                writeln!(out, "  – {} (not reached: {missing})", finding.says)?
            }
            // With all others of their kind, below what held.
            Standing::NotJudged { .. } => {}
        }
    }
    Ok(())
}

fn not_judged(verdict: &Verdict) -> String {
    match verdict.not_judged() {
        0 => String::new(),
        count => format!(", {count} not judged here"),
    }
}

/// What this engine could not show, below each reason: a stage in one line, else check by check.
fn unjudged(out: &mut String, verdict: &Verdict) -> std::fmt::Result {
    let mut reasons: Vec<(&str, Vec<String>)> = Vec::new();
    for (why, what) in verdict.stages.iter().flat_map(unjudged_of) {
        match reasons.iter_mut().find(|(reason, _)| *reason == why) {
            Some((_, all)) => all.push(what),
            None => reasons.push((why, vec![what])),
        }
    }
    for (why, all) in reasons {
        writeln!(out, "\nNot judged here: {why}")?;
        for what in all {
            writeln!(out, "  – {what}")?;
        }
    }
    Ok(())
}

fn unjudged_of(stage: &StageVerdict) -> Vec<(&str, String)> {
    if let Some(why) = &stage.not_judged {
        return vec![(why, stage.title.clone())];
    }
    let checks = stage.findings.iter().filter_map(|finding| match &finding.standing {
        Standing::NotJudged { why } => Some((why.as_str(), format!("{}: {}", stage.title, finding.says))),
        _ => None,
    });
    checks.collect()
}

fn halted(out: &mut String, halt: &Halt) -> std::fmt::Result {
    writeln!(out, "  ✗ {}", halt.headline)?;
    if let Some(place) = halt.traceback.as_ref().and_then(|traceback| traceback.place.as_ref()) {
        writeln!(out, "    at {}:{}", place.file, place.line)?;
    }
    let shown = match &halt.traceback {
        Some(traceback) => traceback.text.lines().map(str::to_owned).collect(),
        None => halt.last_lines.clone(),
    };
    for line in shown {
        writeln!(out, "    | {line}")?;
    }
    writeln!(out, "    expected  {}", halt.expected)?;
    writeln!(out, "    got       {}", halt.got)
}

fn large(out: &mut String, bundle: &Bundle, stage: &str, breach: &Breach, path: &Path) -> std::fmt::Result {
    writeln!(out, "  ✗ {}", breach.headline)?;
    writeln!(out, "    expected  {}", breach.expected)?;
    writeln!(out, "    got       {}", breach.got)?;
    // What can be shown stands as it is typed.
    let places: Vec<_> = breach.cites.iter().map(|cite| place_of(bundle, stage, cite)).collect();
    if !breach.cites.is_empty() {
        let told = breach.cites.iter().zip(&places);
        let told =
            told.map(|(cite, place)| place.as_ref().map_or_else(|| cite.to_string(), ToString::to_string));
        writeln!(out, "    see       {}", told.collect::<Vec<_>>().join(" · "))?;
    }
    if let Some(place) = places.iter().flatten().next() {
        writeln!(out, "              {}", show_command(path, place))?;
    }
    if !breach.next.is_empty() {
        writeln!(out, "    next      {}", breach.next)?;
    }
    Ok(())
}

fn times(bundle: &Bundle) -> String {
    let seconds = |micros: i64| {
        let tenths = (micros + 50_000) / 100_000;
        format!("{}.{} s", tenths / 10, tenths % 10)
    };
    let times = &bundle.times;
    format!(
        "{} of the program, {} of the workbench, {} until Kafka was there",
        seconds(times.programs),
        seconds(times.own()),
        seconds(times.cluster)
    )
}
