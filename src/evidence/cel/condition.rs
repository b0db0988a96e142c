//! A condition as it is written in a lab, compiled.

use super::functions;
use super::lint::{self, Complaint};
use super::names::{self, Names};
use crate::evidence::shape::Shape;
use cel::Program;
use std::collections::BTreeSet;

/// A compiled CEL expression.
#[derive(Debug)]
pub struct Condition {
    source: String,
    pub(super) program: Program,
    /// All that it names, so that it is not walked for every item.
    variables: BTreeSet<String>,
}

impl Condition {
    /// Compiles `source`.
    ///
    /// # Errors
    /// What is wrong with the syntax, and where in `source`.
    pub fn compile(source: &str) -> Result<Condition, Complaint> {
        let program = functions::environment().compile(source).map_err(|errors| lint::syntax(&errors))?;
        let variables = program.references().variables().into_iter().map(str::to_owned).collect();
        Ok(Condition { source: source.to_owned(), program, variables })
    }

    /// The expression's text.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Everything that the expression names and that is not there: fields of `item` (none for a
    /// condition over the whole evidence), roots of the evidence, functions.
    pub fn lint(&self, item: Option<Shape>) -> Vec<Complaint> {
        lint::check(&self.program, item)
    }

    /// The same of a condition that is asked where there is no evidence: of `item`, and nothing beside it.
    pub fn lint_alone(&self, item: Shape) -> Vec<Complaint> {
        lint::check_alone(&self.program, item)
    }

    /// The paths that the expression reads, such as `value.created_at`, in its order and each once.
    pub fn paths(&self) -> Vec<String> {
        let mut paths = Vec::new();
        lint::paths(self.program.expression(), &mut paths);
        paths
    }

    /// Whether the expression reads that root of the evidence, so that a wait fetches no more than what is read, or that
    /// field of an item.
    pub fn reads(&self, name: &str) -> bool {
        self.variables.contains(name)
    }

    /// What the expression asks by a name of the part `root` of the evidence, each with its place in the text, in
    /// characters from 0, where that is known.
    pub fn asks(&self, root: &str) -> Vec<(String, Option<usize>)> {
        let place =
            |id| self.program.source_info().offset_for(id).and_then(|(at, _)| usize::try_from(at).ok());
        let asked = names::asked_of(root, self.program.expression());
        asked.into_iter().map(|(id, name)| (name, place(id))).collect()
    }

    /// The topics and consumer groups that the expression names as texts of its own.
    pub fn names(&self) -> Names {
        names::of(self.program.expression())
    }
}
