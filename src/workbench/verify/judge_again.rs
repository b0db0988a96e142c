//! What programs did when they last ran, judged again: by the checks as they are now, by mutants of them, and for the
//! mistakes that it looks like.

use super::kept::{self, Kept};
use super::report::{ProgramRun, program_run};
use crate::course::Lab;
use crate::grade::Bundle;
use crate::workbench::mutants::{self, MutantReport};
use crate::workbench::recognise::{self, Trial};
use crate::workbench::{Candidate, Workbench, WorkbenchError};
use std::fs;
use std::sync::Arc;
use std::time::Instant;

impl Workbench {
    /// Judges the newest attempt of each program by the checks as they are now.
    pub(super) fn judge_kept(
        &self,
        programs: &[(Arc<Lab>, Candidate)],
        skipped: &mut Vec<String>,
        mut done: impl FnMut(ProgramRun),
    ) -> Result<(), WorkbenchError> {
        let kept = Kept::of(self.home.root());
        for (lab, candidate) in programs {
            let began = Instant::now();
            match kept.attempts(lab, candidate)?.first() {
                Some(bundle) => {
                    let mut run = program_run(lab, candidate, bundle, began);
                    run.problems.extend(kept::not_played(bundle).map(|stage| {
                        format!("its attempt ended before the stage `{stage}`, which it would come to now: run it again")
                    }));
                    done(run);
                }
                None => skipped.push(format!(
                    "{} {}: has not run since its files or the scenario changed",
                    lab.slug,
                    candidate.name()
                )),
            }
        }
        Ok(())
    }

    /// Judges what the programs of a lab did when they last ran under every mutant of it.
    pub(super) fn mutants(
        &self,
        lab: &Lab,
        programs: &[(Arc<Lab>, Candidate)],
    ) -> Result<MutantReport, WorkbenchError> {
        // One that has not run judges nothing; what only it would catch survives.
        let newest = self.attempts(lab, programs)?.into_iter().filter_map(|(candidate, bundles)| {
            let program = candidate.name();
            Some((candidate, program, bundles.into_iter().next()?))
        });
        Ok(mutants::survive(lab, &newest.collect::<Vec<_>>()))
    }

    /// Tries how well mistakes are recognised, after they were learnt anew where that is ordered.
    pub(super) fn trial(
        &self,
        lab: &Lab,
        programs: &[(Arc<Lab>, Candidate)],
        learn: bool,
    ) -> Result<Trial, WorkbenchError> {
        let attempts = self.attempts(lab, programs)?;
        let mut lab = lab.clone();
        if learn {
            lab.signatures = recognise::learn(&attempts);
            let file = lab.dir.join("signatures.yaml");
            fs::write(&file, recognise::render(&lab.signatures))
                .map_err(WorkbenchError::file("write", &file))?;
        }
        let named = |(candidate, bundles): (Candidate, Vec<Bundle>)| {
            let program = candidate.name();
            (candidate, program, bundles)
        };
        Ok(recognise::trial(&lab, &attempts.into_iter().map(named).collect::<Vec<_>>()))
    }

    /// What is kept of each program of a lab, the newest attempt first.
    fn attempts(
        &self,
        lab: &Lab,
        programs: &[(Arc<Lab>, Candidate)],
    ) -> Result<Vec<(Candidate, Vec<Bundle>)>, WorkbenchError> {
        let kept = Kept::of(self.home.root());
        let of_lab = programs.iter().filter(|(of, _)| of.slug == lab.slug);
        of_lab.map(|(_, candidate)| Ok((candidate.clone(), kept.attempts(lab, candidate)?))).collect()
    }
}
