//! A verdict in the order in which it is read.

use super::{Answer, Bench, log, place};
use crate::course::Lab;
use crate::evidence::Cite;
use crate::grade::{Breach, Bundle, Finding, Halt, Outcome, StageVerdict, Standing};
use crate::web::error::WebError;
use crate::web::markdown;
use crate::web::view::verdict::{
    self, AttemptView, Death, FailureView, Held, LooksLike, TraceLine, VerdictView,
};
use crate::web::view::{Link, Moment};
use crate::workbench::{WorkbenchError, looks_like};

impl Bench {
    /// The page at `/attempts/{id}`.
    pub(crate) fn attempt(&self, id: &str) -> Answer<AttemptView> {
        let bundle = self.recorded(id)?;
        Ok(AttemptView {
            lab: Link::new(bundle.title.clone(), format!("/labs/{}", bundle.lab)),
            when: Moment::of(&bundle.began),
            bundle: self.workbench.home().bundle(id).display().to_string(),
            log: log::view(&bundle, true),
            verdict: self.verdict(&bundle),
        })
    }

    /// The bundle of a recorded attempt. The id is looked up before it becomes part of a path.
    pub(super) fn recorded(&self, id: &str) -> Answer<Bundle> {
        let row = self.workbench.store().attempt(id).map_err(WorkbenchError::from)?;
        row.and_then(|row| self.bundle(&row.id)).ok_or_else(|| WebError::NoAttempt(id.to_owned()))
    }

    /// A verdict as it is read.
    pub(super) fn verdict(&self, bundle: &Bundle) -> VerdictView {
        let judged = &bundle.verdict;
        let lab = self.workbench.course().labs.get(&bundle.lab);
        let outcome = match &judged.outcome {
            Outcome::Passed => verdict::Outcome::Passed,
            Outcome::Failed => verdict::Outcome::Failed { held: judged.held, total: judged.total },
            Outcome::NotGraded { blame, why } => {
                verdict::Outcome::NotGraded { fault: blame.words().to_owned(), why: super::sentence(why) }
            }
        };
        let passed = outcome == verdict::Outcome::Passed;
        let mut failures = judged.stages.iter().flat_map(|stage| failures(bundle, stage));
        let after = lab.map(|lab| &lab.spec.after).filter(|_| passed);
        VerdictView {
            attempt: bundle.attempt.clone(),
            lab: bundle.lab.clone(),
            death: judged.stages.iter().find_map(|stage| stage.halt.as_ref()).map(death),
            first: failures.next(),
            others: failures.collect(),
            looks_like: lab.map(|lab| likes(lab, bundle)).unwrap_or_default(),
            again: self.failed_again(bundle),
            held: judged.stages.iter().filter_map(held).collect(),
            not_reached: judged.stages.iter().flat_map(not_reached).collect(),
            not_judged: judged.stages.iter().flat_map(not_judged).collect(),
            not_proved: after.map(|after| after.not_proved.clone()).unwrap_or_default(),
            experiment_html: after.map(|after| markdown::render(&after.experiment)),
            offer: passed.then(|| Link::new("What this adds to the skill", "/skill")),
            outcome,
        }
    }

    /// Whether the attempt before this one failed the same check first.
    fn failed_again(&self, bundle: &Bundle) -> bool {
        let attempts = self.workbench.store().attempts(&bundle.lab).unwrap_or_default();
        let mut before = attempts.iter().skip_while(|row| row.id != bundle.attempt).skip(1);
        let Some(first) = bundle.verdict.failed_checks().first().copied() else { return false };
        let earlier = before.next().and_then(|row| self.bundle(&row.id));
        earlier.is_some_and(|earlier| earlier.verdict.failed_checks().first() == Some(&first))
    }
}

fn likes(lab: &Lab, bundle: &Bundle) -> Vec<LooksLike> {
    let mistakes = looks_like(lab, bundle).into_iter();
    mistakes
        .map(|mistake| LooksLike {
            title: mistake.spec.title.clone(),
            story_html: markdown::render(&mistake.spec.story),
        })
        .collect()
}

/// How a program or a wait ended a scenario, with its traceback, linked to its lines.
pub(super) fn death(halt: &Halt) -> Death {
    let lines: Vec<&str> = match &halt.traceback {
        Some(traceback) => traceback.text.lines().collect(),
        None => halt.last_lines.iter().map(String::as_str).collect(),
    };
    Death {
        how: halt.headline.clone(),
        expected: halt.expected.clone(),
        got: halt.got.clone(),
        lines: lines
            .into_iter()
            .map(|line| TraceLine { text: line.to_owned(), place: place(line) })
            .collect(),
    }
}

/// The learner's own `file:line` that a line of a traceback names. Paths inside the working folder
/// are relative; what is absolute is a library's.
fn place(line: &str) -> Option<String> {
    let (file, rest) = line.trim_start().strip_prefix("File \"")?.split_once("\", line ")?;
    let number: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let own = !file.starts_with(['/', '<']) && !number.is_empty();
    own.then(|| format!("{file}:{number}"))
}

fn failures(bundle: &Bundle, stage: &StageVerdict) -> Vec<FailureView> {
    let several = bundle.stages.len() > 1;
    let failed = |finding: &Finding| match &finding.standing {
        Standing::Failed(breach) => Some(failure(bundle, stage, several, finding, breach)),
        _ => None,
    };
    stage.findings.iter().filter_map(failed).collect()
}

fn failure(
    bundle: &Bundle,
    stage: &StageVerdict,
    several: bool,
    finding: &Finding,
    breach: &Breach,
) -> FailureView {
    FailureView {
        check: finding.check.clone(),
        says_html: markdown::inline(&finding.says),
        stage: several.then(|| stage.title.clone()),
        headline: breach.headline.clone(),
        expected: breach.expected.clone(),
        got: breach.got.clone(),
        cites: breach.cites.iter().map(|cite| cited(bundle, &stage.id, cite)).collect(),
        next_html: Some(markdown::inline(&breach.next)).filter(|next| !next.is_empty()),
    }
}

fn cited(bundle: &Bundle, stage: &str, cite: &Cite) -> verdict::Cite {
    verdict::Cite { text: cite.to_string(), href: place::href(bundle, stage, cite) }
}

fn held(stage: &StageVerdict) -> Option<Held> {
    let says: Vec<String> =
        stage.findings.iter().filter(|finding| finding.held()).map(|f| markdown::inline(&f.says)).collect();
    (!says.is_empty()).then(|| Held { stage: stage.title.clone(), says_html: says })
}

/// A stage that did not run is one line; else each check that lacked what it is about.
fn not_reached(stage: &StageVerdict) -> Vec<(String, String)> {
    let missing = |finding: &Finding| match &finding.standing {
        Standing::NotReached { missing } => Some((markdown::inline(&finding.says), super::sentence(missing))),
        _ => None,
    };
    let mut all = stage.findings.iter().filter_map(missing);
    match stage.reached {
        true => all.collect(),
        false => all.next().map(|(_, why)| (markdown::inline(&stage.title), why)).into_iter().collect(),
    }
}

/// A stage that could not be played is one line; else each check.
fn not_judged(stage: &StageVerdict) -> Vec<(String, String)> {
    if let Some(why) = &stage.not_judged {
        return vec![(markdown::inline(&stage.title), super::sentence(why))];
    }
    let why = |finding: &Finding| match &finding.standing {
        Standing::NotJudged { why } => Some((markdown::inline(&finding.says), super::sentence(why))),
        _ => None,
    };
    stage.findings.iter().filter_map(why).collect()
}
