//! Mutants: small changes to a lab's checks, of which each must change the verdict on some program of the lab.
//!
//! A check that can be loosened without any program noticing says less than it seems to. Grading is pure, so what the
//! programs did when they last ran is judged again under each change: thousands cost seconds and no Kafka.

mod cel;
mod change;
mod judge;

use crate::course::{Diagnostic, Lab};
use crate::grade::Bundle;
use crate::workbench::Candidate;
pub(super) use change::changes;

use change::Change;
use judge::Program;
use serde::Serialize;
use std::fs;
use std::thread::available_parallelism;

/// What became of the mutants of a lab.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MutantReport {
    /// The lab's folder name.
    pub lab: String,
    /// How many there are.
    pub mutants: usize,
    /// How many changed the verdict on some program.
    pub caught: usize,
    /// How many did not, and survivors.yaml says why.
    pub explained: usize,
    /// The others.
    pub survivors: Vec<Survivor>,
    /// Explanations of what does not survive, and programs that cannot judge.
    pub problems: Vec<String>,
}

/// A mutant that changed no verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Survivor {
    /// Its id, by which survivors.yaml can explain it.
    pub id: String,
    /// The file and the line.
    pub place: String,
    /// What stands there.
    pub from: String,
    /// What it was changed to; empty where it was taken away.
    pub to: String,
}

impl MutantReport {
    /// Whether nothing is left to do.
    pub fn is_green(&self) -> bool {
        self.survivors.is_empty() && self.problems.is_empty()
    }
}

/// Judges the programs of a lab, each with its name and the bundle that it left, under every mutant.
pub(super) fn survive(lab: &Lab, programs: &[(Candidate, String, Bundle)]) -> MutantReport {
    let changes: Vec<(usize, Change)> = lab
        .spec
        .checks
        .iter()
        .enumerate()
        .flat_map(|(n, c)| changes(c).into_iter().map(move |m| (n, m)))
        .collect();
    let mut problems = Vec::new();
    for program in ready(lab, programs).iter().filter(|program| !program.is_as_wanted()) {
        let name = &program.name;
        problems.push(format!(
            "{} {name} is not as it should be by the lab as it is: its verdict catches nothing",
            lab.slug
        ));
    }
    // What conditions are asked of belongs to one thread, so each makes its own of the bundles.
    let cores = available_parallelism().map_or(1, usize::from);
    let part = |n: usize| {
        let ready: Vec<Program<'_>> =
            ready(lab, programs).into_iter().filter(Program::is_as_wanted).collect();
        let mine = changes.iter().skip(n).step_by(cores);
        mine.filter(|(check, change)| !caught(&ready, &lab.spec.checks[*check].id, change))
            .cloned()
            .collect::<Vec<_>>()
    };
    let mut alive: Vec<(usize, Change)> = std::thread::scope(|scope| {
        let parts: Vec<_> = (0..cores).map(|n| scope.spawn(move || part(n))).collect();
        parts.into_iter().flat_map(|part| part.join().unwrap_or_default()).collect()
    });
    alive.sort_by(|(n, a), (m, b)| (n, &a.id).cmp(&(m, &b.id)));
    let total = changes.len();
    let caught = total - alive.len();
    let ids: Vec<&str> = alive.iter().map(|(_, change)| change.id.as_str()).collect();
    let all: Vec<&str> = changes.iter().map(|(_, change)| change.id.as_str()).collect();
    problems.extend(stale(lab, &ids, &all));
    let explained =
        |id: &str| lab.survivors.iter().flat_map(|e| &e.mutants).any(|listed| listed.as_str() == id);
    let text = fs::read_to_string(lab.dir.join("lab.yaml")).unwrap_or_default();
    let survivors: Vec<Survivor> = alive
        .iter()
        .filter(|(_, change)| !explained(&change.id))
        .map(|(check, change)| Survivor {
            id: change.id.clone(),
            place: format!(
                "labs/{}/lab.yaml:{}",
                lab.slug,
                line(&text, lab.spec.checks[*check].id.line, &change.from)
            ),
            from: change.from.clone(),
            to: change.to.clone(),
        })
        .collect();
    let explained = alive.len() - survivors.len();
    MutantReport { lab: lab.slug.clone(), mutants: total, caught, explained, survivors, problems }
}

fn ready<'a>(lab: &'a Lab, programs: &'a [(Candidate, String, Bundle)]) -> Vec<Program<'a>> {
    programs
        .iter()
        .map(|(candidate, name, bundle)| Program::new(lab, candidate, name.clone(), bundle))
        .collect()
}

/// Those that fail the check are asked first: they are the likeliest to notice.
fn caught(programs: &[Program<'_>], check: &str, change: &Change) -> bool {
    let (fail, others): (Vec<_>, Vec<_>) = programs.iter().partition(|program| program.fails(check));
    fail.into_iter().chain(others).any(|program| program.catches(check, change.check.as_ref()))
}

/// Explanations of mutants that do not survive, or that there are not.
fn stale(lab: &Lab, alive: &[&str], all: &[&str]) -> Vec<String> {
    let path = format!("labs/{}/survivors.yaml", lab.slug);
    let text = fs::read_to_string(lab.dir.join("survivors.yaml")).unwrap_or_default();
    let listed = lab.survivors.iter().flat_map(|explained| &explained.mutants);
    listed
        .filter(|id| !alive.contains(&id.as_str()))
        .map(|id| {
            let is_there = all.contains(&id.as_str());
            let what = if is_there { "is caught by a program" } else { "is none of this lab any more" };
            let message = format!("`{}` {what}, and is explained as one that survives", **id);
            let found = Diagnostic::at(&path, &text, id.line, id.column, message);
            let found = if is_there { found } else { found.did_you_mean(id, alive.iter().copied()) };
            let help = found.help.is_none().then_some("remove the explanation");
            let found = help.map_or_else(|| found.clone(), |help| found.clone().help(help)).to_string();
            // What is told here is told as bad already.
            found.trim_start_matches("error: ").to_owned()
        })
        .collect()
}

/// The line of a check's part: the first from the check's own on that begins with it, else the check's.
fn line(text: &str, check: usize, part: &str) -> usize {
    // Of a text that is folded over several lines the first one is enough.
    let beginning: String = part.lines().next().unwrap_or_default().chars().take(40).collect();
    let lines = text.lines().zip(1..).skip(check.saturating_sub(1));
    let mut with = lines.filter(|(line, _)| !beginning.is_empty() && line.contains(beginning.as_str()));
    with.next().map_or(check, |(_, n)| n)
}
