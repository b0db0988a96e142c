//! `verify`: proves the labs by programs that are right and programs that are wrong.

use super::args::{Args, Verify};
use super::{Status, open, terminal};
use crate::workbench::{ProgramRun, Survivor, Trial, VerifyOrder, VerifyReport, WorkbenchError, percentile};
use serde_json::json;

pub(super) async fn run(args: &Args, verify: &Verify) -> Result<Status, WorkbenchError> {
    let workbench = open(args)?;
    let order = VerifyOrder {
        labs: verify.labs.clone(),
        jobs: verify.jobs,
        repeat: verify.repeat,
        report: verify.report.clone(),
        page: verify.page.clone(),
        kept: verify.kept,
        mutants: verify.mutants,
        again: verify.again || verify.learn,
        learn: verify.learn,
    };
    if !order.kept && order.repeat > 0 {
        eprintln!("{}", workbench.jobs(&order)?);
    }
    let report = workbench.verify(&order, &terminal::report(), &terminal::stop(), tell).await?;
    // Where everything should be there, a component that is not is a failure.
    let strict = std::env::var_os("CI").is_some_and(|ci| ci == "true");
    let complete = !strict || report.skipped.is_empty();
    let green = report.is_green() && complete;
    if args.json {
        println!("{:#}", json!({ "version": 2, "green": green, "report": report }));
    } else {
        terminal::out(&text(&report));
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

fn text(report: &VerifyReport) -> String {
    let mut text = String::new();
    for matrix in &report.matrices {
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
        let (alone, few) = matrix.proved();
        text.push_str(&format!(
            "\nof {} checks a mistake breaks {alone} alone, {few} with one other\n",
            matrix.rows.len()
        ));
    }
    text.push('\n');
    for block in &report.blocks {
        match &block.problem {
            Some(problem) => text.push_str(&format!("BAD {} {}: {problem}\n", block.lesson, block.block)),
            None => text.push_str(&format!("ok  {} {}\n", block.lesson, block.block)),
        }
    }
    for mutants in &report.mutants {
        for survivor in &mutants.survivors {
            let Survivor { id, place, from, to } = survivor;
            text.push_str(&format!("SURVIVED {id}\n  {place}\n  - {from}\n  + {to}\n"));
        }
        for problem in &mutants.problems {
            text.push_str(&format!("BAD {problem}\n"));
        }
        text.push_str(&format!(
            "{}: {} mutants, {} caught, {} explained, {} not\n",
            mutants.lab,
            mutants.mutants,
            mutants.caught,
            mutants.explained,
            mutants.survivors.len()
        ));
    }
    for trial in &report.trials {
        text.push_str(&recognised(trial));
    }
    for told in report.unproved.iter().chain(&report.differing) {
        text.push_str(&format!("BAD {told}\n"));
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

/// How well mistakes are recognised.
fn recognised(trial: &Trial) -> String {
    let mut text = String::new();
    for named in &trial.slandered {
        text.push_str(&format!(
            "BAD {} {named} is named, and is right: learn what gives mistakes away with --learn\n",
            trial.lab
        ));
    }
    for named in &trial.misnamed {
        text.push_str(&format!("MISNAMED {} {named}\n", trial.lab));
    }
    for silent in &trial.silent {
        text.push_str(&format!("SILENT {} {silent}\n", trial.lab));
    }
    let percent =
        |share: Option<f64>| share.map_or("none".to_owned(), |share| format!("{:.0} %", share * 100.0));
    text.push_str(&format!(
        "{}: {} attempts of second programs, {} named rightly, {} as the second of two, {} wrongly, {} not at all: \
         precision {}, recall {}; {} verdicts that a right program could get by chance, {} of them named\n",
        trial.lab,
        trial.held_out,
        trial.named,
        trial.second,
        trial.misnamed.len(),
        trial.silent.len(),
        percent(trial.precision()),
        percent(trial.recall()),
        trial.by_chance,
        trial.slandered.len()
    ));
    text
}

fn seconds(micros: i64) -> String {
    let hundredths = (micros + 5_000) / 10_000;
    format!("{}.{:02} s", hundredths / 100, hundredths % 100)
}
