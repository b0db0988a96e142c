//! Which topics and groups an expression names: what it asks for by a text of its own.
//!
//! `records['orders']` names a topic and `commits.billing` a group; so does whatever is compared with a field that
//! holds such a name. A name that is put together while the expression runs is not seen.

use super::walk;
use cel::common::ast::{Expr, IdedExpr, LiteralValue, operators};
use std::collections::BTreeSet;

/// Names of things in Kafka.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// Topics.
    pub topics: BTreeSet<String>,
    /// Consumer groups.
    pub groups: BTreeSet<String>,
}

impl Names {
    /// Takes those of `other` in.
    pub fn extend(&mut self, other: Names) {
        self.topics.extend(other.topics);
        self.groups.extend(other.groups);
    }
}

pub(super) fn of(expr: &IdedExpr) -> Names {
    let mut names = Names::default();
    walk::walk(expr, &mut |expr| match &expr.expr {
        Expr::Select(select) => asked(&select.operand, &select.field, &mut names),
        Expr::Call(call) => {
            let [left, right] = call.args.as_slice() else { return };
            match call.func_name.as_str() {
                operators::INDEX => {
                    text(right).into_iter().for_each(|name| asked(left, name, &mut names));
                }
                operators::EQUALS => {
                    compared(left, right, &mut names);
                    compared(right, left, &mut names);
                }
                _ => {}
            }
        }
        _ => {}
    });
    names
}

/// What is asked of the part `root` of the evidence by a name, such as `crash` of `steps` in `steps.crash.to`, each
/// with the id of its expression.
pub(super) fn asked_of(root: &str, expr: &IdedExpr) -> Vec<(u64, String)> {
    let is_root = |of: &IdedExpr| matches!(&of.expr, Expr::Ident(name) if name == root);
    let mut found = Vec::new();
    walk::walk(expr, &mut |expr| match &expr.expr {
        Expr::Select(select) if is_root(&select.operand) => found.push((expr.id, select.field.clone())),
        Expr::Call(call) if call.func_name == operators::INDEX => {
            if let [of, name] = call.args.as_slice()
                && is_root(of)
                && let Some(name) = text(name)
            {
                found.push((expr.id, name.to_owned()));
            }
        }
        _ => {}
    });
    found
}

/// `name` is asked of what may be a part of the evidence.
fn asked(of: &IdedExpr, name: &str, names: &mut Names) {
    let Expr::Ident(root) = &of.expr else { return };
    match root.as_str() {
        "records" | "topics" | "partitions" => names.topics.insert(name.to_owned()),
        "commits" | "members" => names.groups.insert(name.to_owned()),
        _ => false,
    };
}

/// A field, by itself or of something, is compared with a text.
fn compared(field: &IdedExpr, with: &IdedExpr, names: &mut Names) {
    let field = match &field.expr {
        Expr::Ident(name) => name,
        Expr::Select(select) => &select.field,
        _ => return,
    };
    let Some(name) = text(with) else { return };
    match field.as_str() {
        "topic" => names.topics.insert(name.to_owned()),
        "group" => names.groups.insert(name.to_owned()),
        _ => false,
    };
}

fn text(expr: &IdedExpr) -> Option<&str> {
    match &expr.expr {
        Expr::Literal(LiteralValue::String(text)) => Some(text.inner()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::evidence::cel::Condition;

    fn names(source: &str) -> (Vec<String>, Vec<String>) {
        let names = Condition::compile(source).unwrap().names();
        (names.topics.into_iter().collect(), names.groups.into_iter().collect())
    }

    #[test]
    fn what_is_asked_for_by_a_text_is_named() {
        let none = Vec::<String>::new();
        let only = |name: &str| vec![name.to_owned()];
        assert_eq!(names("records['task-created'].size() == 3"), (only("task-created"), none.clone()));
        assert_eq!(names("topics.orders.partitions == 3"), (only("orders"), none.clone()));
        assert_eq!(
            names("groups.exists(g, g.group == 'billing' && g.members == 0)"),
            (none.clone(), only("billing"))
        );
        assert_eq!(names("'billing' == group"), (none.clone(), only("billing")));
        assert_eq!(
            names("[1].all(n, commits['a'].size() > n) || members.b.size() == 0"),
            (none.clone(), vec!["a".to_owned(), "b".to_owned()])
        );
        assert_eq!(names("lines.producer.size() == 3 && key == 'x'"), (none.clone(), none));
    }
}
