//! What asks the database can be asked, and there is one.

use super::File;
use super::steps::Steps;
use crate::course::lab::{Lab, SqlStep, SqlTrap, Step, Trap};
use crate::course::{At, Diagnostic};

/// The queries of a lab.
pub(super) fn lint(lab: &Lab, file: &File<'_>, found: &mut Vec<Diagnostic>) {
    for query in lab.spec.queries.values() {
        needed(lab, query, file, found);
    }
}

/// What a `sql` step says fits together.
pub(super) fn step(lab: &Lab, args: &SqlStep, step: &At<Step>, file: &File<'_>, found: &mut Vec<Diagnostic>) {
    needed(lab, step, file, found);
    if args.run.is_some() == args.query.is_some() {
        let message = "a sql step takes either `run` or `query`";
        found.push(
            file.at(step, message).help("`run` is for statements, `query` for rows that the step is to give"),
        );
    }
}

/// What a trap names.
pub(super) fn trap(steps: &mut Steps<'_>, sql: &SqlTrap, trap: &At<Trap>) {
    if let Some(program) = &sql.program {
        steps.program(program);
    }
    if let Some(worker) = &sql.worker {
        steps.worker(sql.program.as_ref(), worker);
    }
    steps.counts_from_one(Some(sql.nth), trap);
    needed(steps.lab, trap, steps.file, steps.found);
}

/// A lab says that it needs a database.
pub(super) fn needed<T>(lab: &Lab, place: &At<T>, file: &File<'_>, found: &mut Vec<Diagnostic>) {
    let message = "what asks the database needs one";
    // The first place is enough: one line mends them all.
    if !lab.spec.needs.postgres && !found.iter().any(|known| known.message == message) {
        found.push(file.at(place, message).help("write `needs: { postgres: true }`"));
    }
}
