//! `compare`: an attempt beside one of the solution under the same conditions, or beside another attempt.

use super::args::{Args, Compare};
use super::{Status, open, terminal};
use crate::evidence::words;
use crate::grade::{Bundle, Outcome, Standing};
use crate::workbench::{self, Beside, Happening, Row, StageBeside, WorkbenchError};
use serde_json::{Value, json};
use std::fmt::{Result as Written, Write};

pub(super) async fn run(args: &Args, order: &Compare) -> Result<Status, WorkbenchError> {
    let left = workbench::read(&order.bundle)?;
    let (right, name) = match &order.with {
        Some(other) => (workbench::read(other)?, "the other"),
        None => {
            let workbench = open(args)?;
            let (heard, report) = (terminal::phases(), terminal::report());
            let graded = workbench.run_solution(&left, &heard, &report, &terminal::stop()).await?;
            terminal::last_lines(&graded.broker_log);
            (graded.bundle, "the solution")
        }
    };
    if left.lab != right.lab {
        return Err(WorkbenchError::Refused(format!(
            "these are attempts at two labs, {} and {}: only attempts at one lab can stand beside each other",
            left.lab, right.lab
        )));
    }
    let both = workbench::beside(&left, &right);
    if args.json {
        println!("{:#}", document(&left, &right, &both));
    } else {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = tell(&mut text, &left, &right, name, &both);
        terminal::out(&text);
    }
    Ok(match right.verdict.outcome {
        Outcome::NotGraded { .. } => Status::NotGraded,
        Outcome::Passed | Outcome::Failed => Status::Passed,
    })
}

fn tell(out: &mut String, left: &Bundle, right: &Bundle, name: &str, both: &Beside) -> Written {
    writeln!(out, "{}, this attempt (seed {}) and {name} (seed {})", left.title, left.seed, right.seed)?;
    if let Outcome::NotGraded { why, .. } = &right.verdict.outcome {
        writeln!(out, "Nothing can be compared: {name} was not graded. {why}")?;
        return Ok(());
    }
    for stage in &both.stages {
        writeln!(out, "\n{}", stage.title)?;
        checks(out, stage, name)?;
        history(out, stage, name)?;
    }
    Ok(())
}

fn checks(out: &mut String, stage: &StageBeside, name: &str) -> Written {
    const HEAD: &str = "this attempt";
    if stage.checks.is_empty() {
        return Ok(());
    }
    let width = stage.checks.iter().map(|check| check.check.chars().count()).max().unwrap_or(0);
    writeln!(out, "  {:width$}  {HEAD}  {name}", "")?;
    for check in &stage.checks {
        let (left, right) = (standing(&check.left), standing(&check.right));
        writeln!(out, "  {:width$}  {left:12}  {right}", check.check)?;
    }
    writeln!(out)
}

/// Where only one of them has something, its column alone has a time: `-` is this attempt, `+` the other.
fn history(out: &mut String, stage: &StageBeside, name: &str) -> Written {
    for (ran, who) in [(stage.left_ran, "this attempt"), (stage.right_ran, name)] {
        if !ran {
            writeln!(out, "  {who} did not come to this stage")?;
        }
    }
    let width = stage.rows.iter().map(|row| one(row).who.chars().count()).max().unwrap_or(0);
    for row in &stage.rows {
        let at = |happening: &Happening| words::seconds(happening.at);
        let (mark, left, right) = match row {
            Row::Both(left, right) => (' ', at(left), at(right)),
            Row::Left(left) => ('-', at(left), String::new()),
            Row::Right(right) => ('+', String::new(), at(right)),
        };
        let shown = one(row);
        writeln!(out, "{mark} {left:>9}  {right:>9}  {:width$}  {shown}", shown.who)?;
    }
    match stage.more {
        0 => Ok(()),
        more => writeln!(out, "  {more} more are left out; the bundles have them"),
    }
}

/// What stands for the row: figures are those of this attempt where both have it.
fn one(row: &Row) -> &Happening {
    match row {
        Row::Both(left, _) | Row::Left(left) => left,
        Row::Right(right) => right,
    }
}

fn standing(standing: &Standing) -> &'static str {
    match standing {
        Standing::Held => "held",
        Standing::Failed(_) => "failed",
        Standing::NotReached { .. } => "not reached",
        Standing::NotJudged { .. } => "not judged",
    }
}

fn document(left: &Bundle, right: &Bundle, both: &Beside) -> Value {
    let told = |happening: &Happening| {
        json!({
            "at": happening.at, "who": happening.who, "what": happening.what, "times": happening.times,
        })
    };
    let row = |row: &Row| match row {
        Row::Both(left, right) => json!({ "left": told(left), "right": told(right) }),
        Row::Left(left) => json!({ "left": told(left), "right": null }),
        Row::Right(right) => json!({ "left": null, "right": told(right) }),
    };
    let stage = |stage: &StageBeside| {
        let checks = stage.checks.iter().map(|check| {
            json!({ "check": check.check, "left": standing(&check.left), "right": standing(&check.right) })
        });
        json!({
            "stage": stage.id,
            "left_ran": stage.left_ran,
            "right_ran": stage.right_ran,
            "checks": checks.collect::<Vec<_>>(),
            "history": stage.rows.iter().map(row).collect::<Vec<_>>(),
            "more": stage.more,
        })
    };
    json!({
        "version": 1,
        "lab": left.lab,
        "left": { "attempt": left.attempt, "seed": left.seed, "outcome": left.verdict.outcome },
        "right": { "attempt": right.attempt, "seed": right.seed, "outcome": right.verdict.outcome },
        "stages": both.stages.iter().map(stage).collect::<Vec<_>>(),
    })
}
