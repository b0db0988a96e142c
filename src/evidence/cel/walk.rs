//! Goes through an expression, part by part.

use cel::common::ast::{EntryExpr, Expr, IdedExpr};

/// Calls `see` with `expr` and every expression in it.
pub(super) fn walk<'e>(expr: &'e IdedExpr, see: &mut impl FnMut(&'e IdedExpr)) {
    see(expr);
    match &expr.expr {
        Expr::Select(select) => walk(&select.operand, see),
        Expr::Call(call) => {
            for part in call.target.iter().map(AsRef::as_ref).chain(&call.args) {
                walk(part, see);
            }
        }
        Expr::Comprehension(inner) => {
            for part in
                [&inner.iter_range, &inner.accu_init, &inner.loop_cond, &inner.loop_step, &inner.result]
            {
                walk(part, see);
            }
        }
        Expr::List(list) => list.elements.iter().for_each(|element| walk(element, see)),
        Expr::Map(map) => {
            for entry in &map.entries {
                if let EntryExpr::MapEntry(entry) = &entry.expr {
                    walk(&entry.key, see);
                    walk(&entry.value, see);
                }
            }
        }
        Expr::Ident(_) | Expr::Literal(_) | Expr::Struct(_) | Expr::Unspecified => {}
    }
}
