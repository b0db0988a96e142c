//! Finds, before anything runs, what a condition names and the evidence does not have.

use super::functions::FUNCTIONS;
use super::library::LIBRARY;
use crate::evidence::shape::Shape;
use crate::evidence::source::ROOTS;
use cel::Program;
use cel::common::ast::{EntryExpr, Expr, IdedExpr};
use cel::parser::ParseErrors;

/// Something wrong with a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
    /// Where in the expression's text, in characters from 0, where that is known.
    pub offset: Option<usize>,
    /// The names that would have been known, for "did you mean".
    pub known: Vec<String>,
    /// The name that was not, where it is about a name.
    pub name: Option<String>,
}

/// A syntax error in our words; of several the first, as the others mostly follow from it.
pub(super) fn syntax(errors: &ParseErrors) -> Complaint {
    let first = errors.errors.first();
    let message = first.map_or_else(|| "cannot be read".to_owned(), |e| e.msg.clone());
    Complaint {
        message: format!("this is no CEL expression: {message}"),
        // The parser counts lines from 1 and columns from 0; an expression is one line long.
        offset: first.and_then(|e| usize::try_from(e.pos.1).ok()),
        known: Vec::new(),
        name: None,
    }
}

pub(super) fn check(program: &Program, item: Option<Shape>) -> Vec<Complaint> {
    checked(Lint { program, item, roots: ROOTS, bound: Vec::new(), complaints: Vec::new() })
}

pub(super) fn check_alone(program: &Program, item: Shape) -> Vec<Complaint> {
    let roots = Shape::Object(&[]);
    checked(Lint { program, item: Some(item), roots, bound: Vec::new(), complaints: Vec::new() })
}

fn checked(mut lint: Lint<'_>) -> Vec<Complaint> {
    lint.shape(lint.program.expression());
    lint.functions();
    lint.complaints
}

struct Lint<'a> {
    program: &'a Program,
    item: Option<Shape>,
    /// The evidence, where there is any.
    roots: Shape,
    /// Variables of comprehensions, innermost last.
    bound: Vec<(String, Shape)>,
    complaints: Vec<Complaint>,
}

impl Lint<'_> {
    /// Walks an expression and gives its shape.
    fn shape(&mut self, expr: &IdedExpr) -> Shape {
        match &expr.expr {
            Expr::Ident(name) => self.ident(expr.id, name),
            Expr::Select(select) => {
                let operand = self.shape(&select.operand);
                match operand.field(&select.field) {
                    Ok(shape) => shape,
                    Err(known) => {
                        self.unknown(expr.id, &select.field, &known);
                        Shape::Any
                    }
                }
            }
            Expr::Call(call) => {
                let target = call.target.as_ref().map(|t| self.shape(t));
                let args: Vec<Shape> = call.args.iter().map(|a| self.shape(a)).collect();
                match (call.func_name.as_str(), target) {
                    ("_[_]", _) => args.first().map_or(Shape::Any, |list| list.index()),
                    ("distinct" | "sort" | "reverse" | "slice", Some(list)) => list,
                    _ => Shape::Any,
                }
            }
            Expr::Comprehension(inner) => {
                let element = self.shape(&inner.iter_range).element();
                let bound = self.bound.len();
                self.shape(&inner.accu_init);
                self.bound.push((inner.iter_var.clone(), element));
                self.bound.extend(inner.iter_var2.clone().map(|name| (name, Shape::Any)));
                self.bound.push((inner.accu_var.clone(), Shape::Any));
                self.shape(&inner.loop_cond);
                self.shape(&inner.loop_step);
                self.shape(&inner.result);
                self.bound.truncate(bound);
                Shape::Any
            }
            Expr::List(list) => {
                for element in &list.elements {
                    self.shape(element);
                }
                Shape::Any
            }
            Expr::Map(map) => {
                for entry in &map.entries {
                    if let EntryExpr::MapEntry(entry) = &entry.expr {
                        self.shape(&entry.key);
                        self.shape(&entry.value);
                    }
                }
                Shape::Any
            }
            Expr::Literal(_) | Expr::Struct(_) | Expr::Unspecified => Shape::Any,
        }
    }

    fn ident(&mut self, id: u64, name: &str) -> Shape {
        if let Some((_, shape)) = self.bound.iter().rev().find(|(bound, _)| bound == name) {
            return *shape;
        }
        let mut known = match self.item.map(|item| item.field(name)) {
            Some(Ok(shape)) => return shape,
            Some(Err(known)) => known,
            None => Vec::new(),
        };
        match self.roots.field(name) {
            Ok(shape) => shape,
            Err(roots) => {
                known.extend(roots);
                self.unknown(id, name, &known);
                Shape::Any
            }
        }
    }

    fn functions(&mut self) {
        let references = self.program.references();
        let mut names = references.functions();
        names.sort_unstable();
        for name in names {
            let known: Vec<&str> = LIBRARY.iter().chain(FUNCTIONS).map(|function| function.name).collect();
            // Those of mathematics and lists have a namespace.
            let short = name.strip_prefix("math.").or_else(|| name.strip_prefix("lists.")).unwrap_or(name);
            // Operators have names such as `_==_`, and what macros make has an `@`, such as `math.@min`.
            let operator = name.contains('@') || !name.starts_with(|c: char| c.is_ascii_alphabetic());
            if !operator && !known.contains(&short) {
                self.complaints.push(Complaint {
                    message: format!("there is no function `{name}`"),
                    offset: None,
                    known: known.iter().map(|&k| k.to_owned()).collect(),
                    name: Some(name.to_owned()),
                });
            }
        }
    }

    fn unknown(&mut self, id: u64, name: &str, known: &[&str]) {
        let offset =
            self.program.source_info().offset_for(id).and_then(|(start, _)| usize::try_from(start).ok());
        let message = if known.is_empty() {
            format!("there is no `{name}` here: what stands before it has no fields")
        } else {
            format!("there is no `{name}` here")
        };
        self.complaints.push(Complaint {
            message,
            offset,
            known: known.iter().map(|&k| k.to_owned()).collect(),
            name: Some(name.to_owned()),
        });
    }
}

/// Collects names and selections on names, the longest of each.
pub(super) fn paths(expr: &IdedExpr, found: &mut Vec<String>) {
    if let Some(path) = path(expr) {
        if !found.contains(&path) {
            found.push(path);
        }
        return;
    }
    match &expr.expr {
        Expr::Select(select) => paths(&select.operand, found),
        Expr::Call(call) => {
            for part in call.target.iter().map(AsRef::as_ref).chain(&call.args) {
                paths(part, found);
            }
        }
        Expr::List(list) => {
            for element in &list.elements {
                paths(element, found);
            }
        }
        Expr::Comprehension(inner) => paths(&inner.iter_range, found),
        _ => {}
    }
}

fn path(expr: &IdedExpr) -> Option<String> {
    match &expr.expr {
        Expr::Ident(name) => Some(name.clone()),
        Expr::Select(select) if !select.test => Some(format!("{}.{}", path(&select.operand)?, select.field)),
        _ => None,
    }
}

/// What a condition over the whole evidence may name.
pub fn roots() -> Shape {
    ROOTS
}

#[cfg(test)]
mod tests {
    use crate::evidence::{Source, cel::Condition};

    fn complaints(source: &str, of: Option<Source>) -> Vec<String> {
        match Condition::compile(source) {
            Ok(condition) => condition.lint(of.map(|s| s.shape())).into_iter().map(|c| c.message).collect(),
            Err(complaint) => vec![complaint.message],
        }
    }

    #[test]
    fn what_is_there_passes() {
        let nothing = Vec::<String>::new();
        assert_eq!(complaints("records['task-created'].all(r, r.value.title != '')", None), nothing);
        assert_eq!(complaints("steps.crash.to < 5 && lines.producer.size() == 3", None), nothing);
        assert_eq!(
            complaints("key == value.id && isUtc(value.created_at)", Some(Source::Records("t".into()))),
            nothing
        );
        assert_eq!(complaints("given.tasks.map(t, t.id).distinct().size() == 3", None), nothing);
        assert_eq!(complaints("has(headers.trace)", Some(Source::Records("t".into()))), nothing);
        assert_eq!(complaints("math.least(1, given.tasks.size()) == 1", None), nothing);
    }

    #[test]
    fn what_is_not_there_is_named() {
        assert_eq!(complaints("records.t.all(r, r.ofset > 1)", None), ["there is no `ofset` here"]);
        assert_eq!(complaints("recods.t.size() == 1", None), ["there is no `recods` here"]);
        assert_eq!(
            complaints("parttion == 1", Some(Source::Records("t".into()))),
            ["there is no `parttion` here"]
        );
        assert_eq!(
            complaints("isUTC(key)", Some(Source::Records("t".into()))),
            ["there is no function `isUTC`"]
        );
        assert_eq!(
            complaints("steps.crash.to.at > 1", None),
            ["there is no `at` here: what stands before it has no fields"]
        );
    }

    #[test]
    fn a_syntax_error_is_one_complaint() {
        assert_eq!(complaints("key ==", None).len(), 1);
        assert!(complaints("key ==", None)[0].starts_with("this is no CEL expression: "));
    }
}
