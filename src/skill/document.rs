//! A Markdown file as lines, sections, list items and table rows, each with its place.
//!
//! The rubric and the offers need places and whole lines to edit, not rendered HTML; so this reads
//! the few shapes that skills are written in, line by line, and never fails.

use super::tag::{self, Tag};

/// What a line is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// Between the two `---` at the top, these included.
    FrontMatter,
    /// A line of ``` or ~~~.
    Fence,
    /// Inside a fence.
    Code,
    /// Everything else.
    Text,
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading<'a> {
    /// From 1.
    pub line: usize,
    /// 1 to 6.
    pub level: usize,
    /// Without the marks.
    pub text: &'a str,
}

/// A list item with the lines that it runs over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item<'a> {
    /// First line, from 1.
    pub line: usize,
    /// Last line, from 1.
    pub last: usize,
    /// The heading above it; empty before the first.
    pub section: &'a str,
    /// Its lines joined by single spaces, without the marker.
    pub text: String,
    /// The bold phrase that it opens with, without final punctuation.
    pub lead: Option<String>,
    /// Tags with the line that they stand in.
    pub tags: Vec<(usize, Tag)>,
}

/// A row of a table, the header and its rule left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<'a> {
    /// From 1.
    pub line: usize,
    /// The heading above it.
    pub section: &'a str,
    /// Trimmed.
    pub cells: Vec<String>,
}

/// A Markdown text with its lines told apart.
#[derive(Debug)]
pub struct Document<'a> {
    /// The lines without their ends.
    pub lines: Vec<&'a str>,
    /// One for each line.
    pub kinds: Vec<LineKind>,
}

impl<'a> Document<'a> {
    /// Reads a text; any text is a document.
    pub fn parse(text: &'a str) -> Self {
        let lines: Vec<&str> = text.lines().collect();
        let mut kinds = Vec::with_capacity(lines.len());
        let front = front_matter_length(&lines);
        let mut open: Option<(char, usize)> = None;
        for (index, line) in lines.iter().enumerate() {
            let mark = fence(line);
            kinds.push(match (index < front, open, mark) {
                (true, _, _) => LineKind::FrontMatter,
                (_, None, Some(fence)) => {
                    open = Some(fence);
                    LineKind::Fence
                }
                (_, Some((c, n)), Some((d, m))) if c == d && m >= n && bare(line, c) => {
                    open = None;
                    LineKind::Fence
                }
                (_, Some(_), _) => LineKind::Code,
                (_, None, None) => LineKind::Text,
            });
        }
        Self { lines, kinds }
    }

    /// Text lines with their numbers, from 1.
    pub fn text_lines(&self) -> impl Iterator<Item = (usize, &'a str)> {
        let kinds = self.kinds.iter();
        let numbered = self.lines.iter().zip(kinds).enumerate();
        numbered.filter(|(_, (_, kind))| **kind == LineKind::Text).map(|(i, (line, _))| (i + 1, *line))
    }

    /// Lines of the body, code included, with their numbers.
    pub fn body_lines(&self) -> impl Iterator<Item = (usize, &'a str, LineKind)> {
        let numbered = self.lines.iter().zip(&self.kinds).enumerate();
        numbered
            .map(|(i, (line, kind))| (i + 1, *line, *kind))
            .filter(|(_, _, k)| *k != LineKind::FrontMatter)
    }

    /// Headings in order.
    pub fn headings(&self) -> Vec<Heading<'a>> {
        self.text_lines().filter_map(|(line, text)| heading(line, text)).collect()
    }

    /// List items in order.
    pub fn items(&self) -> Vec<Item<'a>> {
        let mut items: Vec<Item<'a>> = Vec::new();
        let (mut section, mut open) = ("", false);
        for (index, line) in self.lines.iter().enumerate() {
            let number = index + 1;
            if self.kinds[index] != LineKind::Text || line.trim().is_empty() {
                open = false;
            } else if let Some(heading) = heading(number, line) {
                (section, open) = (heading.text, false);
            } else if let Some(text) = item_text(line) {
                open = true;
                let tags = tag::in_line(line).into_iter().map(|tag| (number, tag)).collect();
                let text = text.trim().to_owned();
                items.push(Item { line: number, last: number, section, text, lead: None, tags });
            } else if let (true, false, Some(item)) = (open, line.trim().starts_with('|'), items.last_mut()) {
                item.last = number;
                item.text = format!("{} {}", item.text, line.trim());
                item.tags.extend(tag::in_line(line).into_iter().map(|tag| (number, tag)));
            } else {
                open = false;
            }
        }
        for item in &mut items {
            item.lead = lead_of(&item.text);
        }
        items
    }

    /// Table rows in order.
    pub fn rows(&self) -> Vec<Row<'a>> {
        let (mut rows, mut section, mut in_table) = (Vec::new(), "", false);
        for (index, line) in self.lines.iter().enumerate() {
            if self.kinds[index] == LineKind::Text
                && let Some(heading) = heading(index + 1, line)
            {
                section = heading.text;
            }
            let is_row = self.kinds[index] == LineKind::Text && line.trim_start().starts_with('|');
            if !is_row {
                in_table = false;
            } else if is_rule(line) {
                in_table = true;
            } else if in_table {
                rows.push(Row { line: index + 1, section, cells: cells(line) });
            }
        }
        rows
    }
}

/// How many lines the front matter takes, its two fences included; 0 where there is none.
fn front_matter_length(lines: &[&str]) -> usize {
    if lines.first().is_none_or(|line| line.trim_end() != "---") {
        return 0;
    }
    lines.iter().skip(1).position(|line| line.trim_end() == "---").map_or(0, |index| index + 2)
}

fn fence(line: &str) -> Option<(char, usize)> {
    let line = line.trim_start();
    let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = line.chars().take_while(|c| *c == mark).count();
    (length >= 3).then_some((mark, length))
}

fn bare(line: &str, mark: char) -> bool {
    line.trim().chars().all(|c| c == mark)
}

fn heading(line: usize, text: &str) -> Option<Heading<'_>> {
    let level = text.bytes().take_while(|b| *b == b'#').count();
    let rest = text.get(level..)?;
    let is_heading = (1..=6).contains(&level) && (rest.is_empty() || rest.starts_with([' ', '\t']));
    is_heading.then(|| Heading { line, level, text: rest.trim().trim_end_matches('#').trim_end() })
}

/// What follows the marker of a list item.
pub(crate) fn item_text(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = match line.strip_prefix(['-', '*', '+']) {
        Some(rest) => rest,
        None if (1..=9).contains(&digits) => line.get(digits..)?.strip_prefix(['.', ')'])?,
        None => return None,
    };
    rest.starts_with([' ', '\t']).then_some(rest)
}

fn lead_of(text: &str) -> Option<String> {
    let (lead, _) = text.strip_prefix("**")?.split_once("**")?;
    let lead = lead.trim().trim_end_matches(['.', ':', '!', ',']).trim_end();
    (!lead.is_empty()).then(|| lead.to_owned())
}

fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.contains('-') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'))
}

/// The cells of a table line, `\|` kept as a pipe.
pub(crate) fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut cell, mut escaped) = (Vec::new(), String::new(), false);
    for c in line.trim().trim_start_matches('|').chars() {
        match c {
            '|' if !escaped => cells.push(std::mem::take(&mut cell)),
            _ => cell.push(c),
        }
        escaped = c == '\\' && !escaped;
    }
    if !cell.trim().is_empty() {
        cells.push(cell);
    }
    cells.into_iter().map(|cell| cell.trim().replace("\\|", "|")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "---\nname: x\n---\n# Title\n\n## Rules\n\n- **Flush first.** It\n  queues [S1]\n- plain\n\n```python\n# no heading\n- no item\n```\n\n| A | B |\n| --- | --- |\n| `a\\|b` | 2 |\n";

    #[test]
    fn items_rows_and_headings_have_their_places() {
        let document = Document::parse(TEXT);
        insta::assert_debug_snapshot!(document.headings().iter().map(|h| (h.line, h.text)).collect::<Vec<_>>(), @r#"
        [
            (
                4,
                "Title",
            ),
            (
                6,
                "Rules",
            ),
        ]
        "#);
        let items = document.items();
        assert_eq!(items.len(), 2);
        assert_eq!((items[0].line, items[0].last, items[0].section), (8, 9, "Rules"));
        assert_eq!(items[0].lead.as_deref(), Some("Flush first"));
        assert_eq!(items[0].text, "**Flush first.** It queues [S1]");
        assert_eq!(items[0].tags[0].0, 9);
        assert_eq!(document.rows()[0].cells, ["`a|b`", "2"]);
        assert_eq!(document.rows()[0].section, "Rules");
    }

    #[test]
    fn a_fence_is_closed_by_its_own_kind_only() {
        let document = Document::parse("````\n```\n~~~\n````\ntext\n");
        assert_eq!(document.kinds.last(), Some(&LineKind::Text));
        assert_eq!(document.kinds[1], LineKind::Code);
    }
}
