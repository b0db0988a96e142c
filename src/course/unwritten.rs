//! What a template has left open: `‹what belongs here›`.
//!
//! `kafka-workbench dev new` writes files that can be read, with such places in them; each is an error until it
//! is written, so that what comes next is always named.

use super::Diagnostic;

/// Every place of `text`, the content of `path`, that is still to be written.
pub(super) fn places(path: &str, text: &str) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (line, n) in text.lines().zip(1..) {
        // A comment tells of such places, and is none.
        let code = if line.trim_start().starts_with("# ") { "" } else { line };
        for (at, _) in code.match_indices('‹') {
            let rest = &code[at + '‹'.len_utf8()..];
            let what = rest.split('›').next().unwrap_or(rest);
            let column = code[..at].chars().count() + 1;
            found.push(Diagnostic::at(path, text, n, column, format!("to be written: {what}")));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::places;

    #[test]
    fn what_is_open_is_named_where_it_stands() {
        let text = "# what stands in ‹ › is to be written\ntitle: ‹three words›\nx: [a, ‹b›, ‹c›]\ny: done\n";
        let told: Vec<_> =
            places("lab.yaml", text).into_iter().map(|d| (d.line, d.column, d.message)).collect();
        let open = |line, column, what: &str| (line, column, format!("to be written: {what}"));
        assert_eq!(told, [open(2, 8, "three words"), open(3, 8, "b"), open(3, 13, "c")]);
    }
}
