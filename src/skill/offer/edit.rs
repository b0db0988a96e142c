//! Puts a line under a heading, whatever the file looks like by now.

use crate::skill::document::{Document, LineKind};

/// What a new file or section starts with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape<'a> {
    /// The heading.
    pub section: &'a str,
    /// For a table, its header and rule; empty for a list.
    pub table: &'a str,
}

/// The text with the line put after the last of its kind in the section; the section is made where
/// it is missing, at the end of the file.
pub(super) fn insert(text: &str, shape: Shape<'_>, line: &str) -> String {
    let document = Document::parse(text);
    let mut lines: Vec<String> = document.lines.iter().map(|line| (*line).to_owned()).collect();
    let heading =
        document.headings().into_iter().find(|heading| heading.text.eq_ignore_ascii_case(shape.section));
    let Some(heading) = heading else {
        trim_end(&mut lines);
        let table: Vec<String> = shape.table.lines().map(str::to_owned).collect();
        let level = if lines.is_empty() { "#" } else { "##" };
        let gap = if lines.is_empty() { Vec::new() } else { vec![String::new()] };
        lines.extend(
            gap.into_iter()
                .chain([format!("{level} {}", shape.section), String::new()])
                .chain(table)
                .chain([line.to_owned()]),
        );
        return joined(lines);
    };
    let end = document
        .headings()
        .into_iter()
        .find(|next| next.line > heading.line)
        .map_or(lines.len(), |next| next.line - 1);
    let is_table = !shape.table.is_empty();
    let last = match is_table {
        true => (heading.line..end).rfind(|i| {
            document.kinds[*i] == LineKind::Text && document.lines[*i].trim_start().starts_with('|')
        }),
        false => document
            .items()
            .into_iter()
            .filter(|item| (heading.line..end).contains(&(item.line - 1)))
            .map(|item| item.last - 1)
            .next_back(),
    };
    match last {
        Some(last) => lines.insert(last + 1, line.to_owned()),
        None => {
            let mut block: Vec<String> =
                shape.table.lines().map(str::to_owned).chain([line.to_owned()]).collect();
            block.insert(0, String::new());
            // Keep what the section says before; the list or table follows it.
            let at = (heading.line..end)
                .rfind(|i| !document.lines[*i].trim().is_empty())
                .map_or(heading.line, |i| i + 1);
            if lines.get(at).is_some_and(|next| !next.trim().is_empty()) {
                block.push(String::new());
            }
            lines.splice(at..at, block);
        }
    }
    joined(lines)
}

/// The text with some of its lines (from 1, both included) replaced.
pub(super) fn replace(text: &str, first: usize, last: usize, with: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let first = first.clamp(1, lines.len().max(1)) - 1;
    let last = last.clamp(first, lines.len());
    lines.splice(first..last, with.lines().map(str::to_owned));
    joined(lines)
}

fn trim_end(lines: &mut Vec<String>) {
    while lines.last().is_some_and(|line| line.trim().is_empty()) {
        lines.pop();
    }
}

fn joined(lines: Vec<String>) -> String {
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: Shape<'_> = Shape { section: "Rules", table: "" };
    const TABLE: Shape<'_> = Shape { section: "Rows", table: "| A | B |\n| --- | --- |" };

    #[test]
    fn lines_go_where_their_kind_stands() {
        assert_eq!(
            insert("# T\n\n## Rules\n\n- a\n  more\n\nText\n\n## Next\n", LIST, "- b"),
            "# T\n\n## Rules\n\n- a\n  more\n- b\n\nText\n\n## Next\n"
        );
        assert_eq!(
            insert("## Rows\n\n| A | B |\n| --- | --- |\n\n## Next\n", TABLE, "| 1 | 2 |"),
            "## Rows\n\n| A | B |\n| --- | --- |\n| 1 | 2 |\n\n## Next\n"
        );
    }

    #[test]
    fn sections_are_made_where_they_are_missing() {
        assert_eq!(insert("", LIST, "- a"), "# Rules\n\n- a\n");
        assert_eq!(
            insert("# T\n\n\n", TABLE, "| 1 | 2 |"),
            "# T\n\n## Rows\n\n| A | B |\n| --- | --- |\n| 1 | 2 |\n"
        );
        assert_eq!(insert("# T\n\n## Rules\n## Next\n", LIST, "- a"), "# T\n\n## Rules\n\n- a\n\n## Next\n");
        assert_eq!(
            insert("## Rules\n\nSays what.\n\n## Next\n", LIST, "- a"),
            "## Rules\n\nSays what.\n\n- a\n\n## Next\n"
        );
        assert_eq!(
            insert("## Rules\n\n```\n- code\n```\n", LIST, "- a"),
            "## Rules\n\n```\n- code\n```\n\n- a\n"
        );
    }

    #[test]
    fn lines_are_replaced() {
        assert_eq!(replace("a\nb\nc\n", 2, 3, "x"), "a\nx\n");
        assert_eq!(replace("", 1, 9, "x"), "x\n");
    }
}
