//! `verify`: proves the labs by programs that are right and programs that are wrong.

use super::args::{Args, Verify};
use super::{Status, open, terminal};
use crate::workbench::{Matrix, ProgramRun, VerifyOrder, VerifyReport, Workbench, WorkbenchError};
use serde_json::json;

pub(super) async fn run(args: &Args, verify: &Verify) -> Result<Status, WorkbenchError> {
    let workbench = open(args)?;
    let order = VerifyOrder { labs: verify.labs.clone(), jobs: verify.jobs, repeat: verify.repeat };
    let report = workbench.verify(&order, &terminal::report(), &terminal::stop(), tell).await?;
    let matrices = matrices(&workbench, &report);
    let unkilled: Vec<String> = matrices
        .iter()
        .flat_map(|matrix| matrix.unkilled().into_iter().map(move |check| format!("{} {check}", matrix.lab)))
        .collect();
    // Where everything should be there, a component that is not is a failure.
    let strict = std::env::var_os("CI").is_some_and(|ci| ci == "true");
    let complete = !strict || report.skipped.is_empty();
    let green = report.is_green() && unkilled.is_empty() && complete;
    if args.json {
        let document = json!({ "version": 1, "green": green, "report": report, "matrices": matrices, "unkilled": unkilled });
        println!("{document:#}");
    } else {
        terminal::out(&text(&report, &matrices, &unkilled));
    }
    Ok(if green { Status::Passed } else { Status::Failed })
}

/// A line a run, as it ends.
fn tell(run: &ProgramRun) {
    let mark = if run.problems.is_empty() { "ok " } else { "BAD" };
    eprintln!(
        "{mark} {} {} ({}, {}): {}",
        run.lab,
        run.program,
        run.outcome,
        seconds(run.took),
        run.headline
    );
    for problem in &run.problems {
        eprintln!("      {problem}");
    }
}

fn matrices(workbench: &Workbench, report: &VerifyReport) -> Vec<Matrix> {
    let labs = workbench.course().labs.values();
    labs.filter(|lab| report.runs.iter().any(|run| run.lab == lab.slug))
        .map(|lab| Matrix::of(lab, report))
        .collect()
}

fn text(report: &VerifyReport, matrices: &[Matrix], unkilled: &[String]) -> String {
    let mut text = String::new();
    for matrix in matrices {
        let runs: Vec<&ProgramRun> = report.runs.iter().filter(|run| run.lab == matrix.lab).collect();
        let mut took: Vec<i64> = runs.iter().map(|run| run.took).collect();
        let mut own: Vec<i64> = runs.iter().map(|run| run.own).collect();
        took.sort_unstable();
        own.sort_unstable();
        text.push_str(&format!(
            "\n{}: {} attempts, time to verdict {} (median) {} (95th percentile), of which not the program's {} and {}\n\n",
            matrix.lab,
            runs.len(),
            seconds(percentile(&took, 50)),
            seconds(percentile(&took, 95)),
            seconds(percentile(&own, 50)),
            seconds(percentile(&own, 95)),
        ));
        text.push_str(&matrix.render());
    }
    text.push('\n');
    for block in &report.blocks {
        match &block.problem {
            Some(problem) => text.push_str(&format!("BAD {} {}: {problem}\n", block.lesson, block.block)),
            None => text.push_str(&format!("ok  {} {}\n", block.lesson, block.block)),
        }
    }
    for check in unkilled {
        text.push_str(&format!("BAD {check}: no mistake breaks it\n"));
    }
    for skipped in &report.skipped {
        text.push_str(&format!("SKIPPED {skipped}\n"));
    }
    let bad = report.runs.iter().filter(|run| !run.problems.is_empty()).count();
    text.push_str(&format!(
        "{} runs, {bad} not as they should be; {} blocks; {} skipped\n",
        report.runs.len(),
        report.blocks.len(),
        report.skipped.len()
    ));
    text
}

fn percentile(sorted: &[i64], percent: usize) -> i64 {
    let last = sorted.len().saturating_sub(1);
    sorted.get(last * percent / 100).copied().unwrap_or(0)
}

fn seconds(micros: i64) -> String {
    let hundredths = (micros + 5_000) / 10_000;
    format!("{}.{:02} s", hundredths / 100, hundredths % 100)
}
