//! What ended a stage's scenario early, through the learner's program.

use super::{Traceback, told, traceback};
use crate::evidence::{Evidence, Line, Run, StepResult};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A scenario that could not go on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Halt {
    /// What happened.
    pub kind: HaltKind,
    /// It, in a sentence.
    pub headline: String,
    /// What should have been.
    pub expected: String,
    /// What was.
    pub got: String,
    /// The traceback that the program left, where it did.
    pub traceback: Option<Traceback>,
    /// The last lines that it printed.
    pub last_lines: Vec<String>,
}

/// What ended a scenario early.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HaltKind {
    /// A program ended by itself, in a way that no step expected.
    Died,
    /// A program ran longer than it may.
    Overdue,
    /// What a step waited for did not come.
    WaitRanOut,
    /// The database refused what the lab asks of it, or a program did.
    Refused,
    /// What was to be refused was done.
    Allowed,
    /// A file of the learner's answers cannot be read.
    Unreadable,
}

/// How many of a program's last lines go with a halt.
const LAST_LINES: usize = 12;

/// What ended the scenario early, where something did. A death comes first: waits run out because of it.
pub fn find(evidence: &Evidence) -> Option<Halt> {
    let runs = || evidence.programs.values().flatten();
    let death = runs().filter(|run| run.died).min_by_key(|run| run.ended).map(|run| died(evidence, run));
    death.or_else(|| {
        let mut failed: Vec<&StepResult> =
            evidence.steps.values().filter(|step| step.error.is_some() && !step.meant).collect();
        failed.sort_by_key(|step| step.from);
        failed.into_iter().find_map(|step| stuck(evidence, step))
    })
}

fn died(evidence: &Evidence, run: &Run) -> Halt {
    let how = match (run.exit, run.signal) {
        // By these two a shell says that there was nothing to run (POSIX, Shell Command Language 2.8.2).
        (Some(127), _) => "exit status 127: the command was not found".to_owned(),
        (Some(126), _) => "exit status 126: the command cannot be executed".to_owned(),
        (Some(status), _) => format!("exit status {status}"),
        (None, Some(signal)) => format!("signal {signal}"),
        (None, None) => "unknown status".to_owned(),
    };
    let printed = printed(evidence, &run.program, &run.run);
    let traceback = traceback::find(&printed);
    let headline = match &traceback {
        Some(traceback) => format!("{} stopped with {}", run.program, traceback.error),
        None => format!("{} ended by itself with {how}", run.program),
    };
    Halt {
        kind: HaltKind::Died,
        headline,
        expected: "the program does its work and exits with 0".to_owned(),
        got: how,
        traceback,
        last_lines: last(&printed),
    }
}

fn stuck(evidence: &Evidence, step: &StepResult) -> Option<Halt> {
    let error = step.error.clone()?;
    let of = |name: &str| step.result.get(name).and_then(|v| v.as_str()).map(str::to_owned);
    let printed = of("program").map(|program| printed(evidence, &program, &step.id)).unwrap_or_default();
    let allowed = step.result.get("allowed").and_then(|it| it.as_bool()) == Some(true);
    let kind = match step.kind.as_str() {
        _ if allowed => HaltKind::Allowed,
        "wait" | "kill" | "offsets" => HaltKind::WaitRanOut,
        "sql" | "rows" | "http" | "topic" | "produce" => HaltKind::Refused,
        "answers" => HaltKind::Unreadable,
        _ => HaltKind::Overdue,
    };
    Some(Halt {
        kind,
        headline: error,
        expected: of("expected").unwrap_or_default(),
        got: of("got").unwrap_or_default(),
        traceback: None,
        last_lines: last(&printed),
    })
}

fn printed<'a>(evidence: &'a Evidence, program: &str, run: &str) -> Vec<&'a Line> {
    evidence.lines.get(program).into_iter().flatten().filter(|line| line.run == run).collect()
}

fn last(lines: &[&Line]) -> Vec<String> {
    let from = lines.len().saturating_sub(LAST_LINES);
    lines[from..].iter().map(|line| told::line(&line.text)).collect()
}
