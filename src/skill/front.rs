//! The front matter of SKILL.md, read twice: line by line for what clients disagree about, and by a
//! YAML reader for the values.
//!
//! A value that one YAML reader takes and another refuses (a tab, an anchor, `{}`) makes a skill that
//! loads in one agent and is missing in the next, without a word. So the lines are checked first.

use serde_json::{Map, Value};

use super::error::yaml_problem;
use super::files::SkillFiles;

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `name: kafka-events`
    Plain,
    /// Closed on its own line by the quote that opened it.
    Quoted,
    /// `|` or `>`
    Block,
    /// Nothing after the colon.
    Empty,
    /// Anything else: flow, anchors, a quote that stays open.
    Other,
}

/// A top-level key with its value as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field<'a> {
    /// The key.
    pub key: &'a str,
    /// Line in SKILL.md, from 1.
    pub line: usize,
    /// Column of the value, from 1, in characters.
    pub column: usize,
    /// What follows the colon, trimmed.
    pub raw: &'a str,
    /// How it is written.
    pub style: Style,
    /// Lines that belong to it, indented below.
    pub below: Vec<(usize, &'a str)>,
}

/// A place where YAML readers disagree or fail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// Short and stable: `yaml/tab`.
    pub code: &'static str,
    /// From 1.
    pub line: usize,
    /// From 1.
    pub column: usize,
    /// What stands there.
    pub reason: String,
    /// What to write instead.
    pub fix: &'static str,
}

/// The front matter.
#[derive(Debug, Default)]
pub struct FrontMatter<'a> {
    /// Whether line 1 is `---`.
    pub opened: bool,
    /// Line of the closing `---`.
    pub closed: Option<usize>,
    /// Top-level keys in order, repeated ones too.
    pub fields: Vec<Field<'a>>,
    /// What readers may trip over.
    pub troubles: Vec<Trouble>,
    /// The values as a YAML reader sees them; `None` where it refuses.
    pub values: Option<Map<String, Value>>,
}

impl<'a> FrontMatter<'a> {
    /// Reads the front matter of a SKILL.md; a text without one gives an empty value.
    pub fn parse(text: &'a str) -> Self {
        let lines: Vec<&str> = text.lines().collect();
        let mut front = Self { opened: lines.first() == Some(&"---"), ..Self::default() };
        if !front.opened {
            return front;
        }
        front.closed = lines.iter().skip(1).position(|line| *line == "---").map(|index| index + 2);
        let end = front.closed.map_or(lines.len(), |line| line - 1);
        for (index, line) in lines.iter().enumerate().take(end).skip(1) {
            front.line(index + 1, line);
        }
        if front.closed.is_some() {
            front.read_values(&lines[1..end].join("\n"));
        }
        front
    }

    /// The first field of that key.
    pub fn field(&self, key: &str) -> Option<&Field<'a>> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// The text value of a key, by the YAML reader, else as written without its quotes.
    pub fn text(&self, key: &str) -> Option<String> {
        match &self.values {
            Some(values) => values.get(key)?.as_str().map(str::to_owned),
            None => self.field(key).map(|field| field.raw.trim_matches(['"', '\'']).to_owned()),
        }
    }

    fn line(&mut self, number: usize, line: &'a str) {
        if let Some(column) = line.chars().position(|c| c == '\t') {
            self.trouble("yaml/tab", number, column + 1, "a tab".to_owned(), "indent with spaces");
        }
        if line.trim().is_empty() || line.starts_with('#') {
            return;
        }
        let indent = line.len() - line.trim_start_matches(' ').len();
        let (key, raw) = match line.trim_start().split_once(':') {
            Some((key, raw)) if raw.is_empty() || raw.starts_with([' ', '\t']) => {
                (key.trim_end(), raw.trim())
            }
            _ => ("", line.trim()),
        };
        let column = column_of(line, raw);
        let in_block = indent > 0 && self.fields.last().is_some_and(|field| field.style == Style::Block);
        if !in_block {
            self.value_trouble(number, column, key, raw);
        }
        if indent > 0 {
            match self.fields.last_mut() {
                Some(field) => field.below.push((number, line)),
                None => self.trouble(
                    "yaml/indent",
                    number,
                    1,
                    "the first line is indented".to_owned(),
                    "start the key in column 1",
                ),
            }
        } else if key.is_empty() {
            let reason = format!("“{}” is no `key: value`", shorten(line));
            self.trouble(
                "yaml/line",
                number,
                1,
                reason,
                "write one `key: value` a line, long values in quotes",
            );
        } else {
            if self.field(key).is_some() {
                let reason = format!("the key `{key}` stands twice");
                self.trouble("yaml/duplicate", number, 1, reason, "keep one of the two lines");
            }
            let field = Field { key, line: number, column, raw, style: style(raw), below: Vec::new() };
            self.fields.push(field);
        }
    }

    fn value_trouble(&mut self, line: usize, column: usize, key: &str, raw: &str) {
        let quoted = style(raw) == Style::Quoted;
        let (code, what, fix) = match raw.chars().next() {
            _ if key == "<<" => ("yaml/anchor", "a merge key", "write the keys out"),
            Some('{' | '[') => {
                ("yaml/flow", "a value in brackets", "write it as indented lines, one `key: value` each")
            }
            Some('&' | '*') => ("yaml/anchor", "an anchor or alias", "write the value out, in quotes"),
            Some('!') => ("yaml/tag", "a YAML tag", "write the value in quotes, without the tag"),
            Some('?') if raw.starts_with("? ") => {
                ("yaml/line", "a complex key", "write one `key: value` a line")
            }
            Some('"' | '\'') if !quoted => (
                "yaml/quote",
                "a quoted value that is not closed on its line, or is followed by more",
                "close the quote at the end of the line",
            ),
            Some('%' | '@' | '`') => (
                "yaml/reserved",
                "a value that opens with a reserved character",
                "put the value in double quotes",
            ),
            _ if !quoted && style(raw) == Style::Plain && raw.contains(": ") => {
                ("yaml/colon", "a colon inside an unquoted value", "put the value in double quotes")
            }
            _ if !quoted && style(raw) == Style::Plain && raw.contains(" #") => (
                "yaml/hash",
                "` #` inside an unquoted value, which starts a comment",
                "put the value in double quotes",
            ),
            _ => return,
        };
        self.trouble(code, line, column, format!("{what}: “{}”", shorten(raw)), fix);
    }

    fn trouble(&mut self, code: &'static str, line: usize, column: usize, reason: String, fix: &'static str) {
        self.troubles.push(Trouble { code, line, column, reason, fix });
    }

    fn read_values(&mut self, yaml: &str) {
        match serde_saphyr::from_str::<Value>(yaml) {
            Ok(Value::Object(values)) => self.values = Some(values),
            Ok(_) => self.trouble(
                "yaml/line",
                2,
                1,
                "the front matter holds no keys".to_owned(),
                "write `name:` and `description:`",
            ),
            // A line of our own says it better where there is one.
            Err(_) if !self.troubles.is_empty() => {}
            Err(error) => {
                let (line, column, reason) = yaml_problem(&error);
                // The YAML starts in line 2 of the file.
                let (line, column) = (line as usize + 1, column as usize);
                self.trouble(
                    "yaml/syntax",
                    line,
                    column,
                    reason,
                    "write one `key: value` a line, long values in quotes",
                );
            }
        }
    }
}

/// The front matter of the skill's SKILL.md, where there is one that can be read.
pub fn of(files: &SkillFiles) -> Option<FrontMatter<'_>> {
    files.text("SKILL.md").map(FrontMatter::parse)
}

fn style(raw: &str) -> Style {
    let closes = |quote: char| {
        let mut inner = raw.chars().skip(1).peekable();
        let mut escaped = false;
        while let Some(c) = inner.next() {
            if escaped || (quote == '"' && c == '\\') {
                escaped = !escaped;
            } else if c == quote {
                // '' stands for one quote in single quotes.
                if quote == '\'' && inner.peek() == Some(&'\'') {
                    inner.next();
                    continue;
                }
                return inner.all(char::is_whitespace);
            }
        }
        false
    };
    match raw.chars().next() {
        None => Style::Empty,
        Some(quote @ ('"' | '\'')) if closes(quote) => Style::Quoted,
        Some('|' | '>') => Style::Block,
        Some('"' | '\'' | '{' | '[' | '&' | '*' | '!') => Style::Other,
        Some(_) => Style::Plain,
    }
}

/// The column where the line's last part begins, in characters.
fn column_of(line: &str, part: &str) -> usize {
    let offset = line.trim_end().len().saturating_sub(part.len());
    line.get(..offset).map_or(1, |before| before.chars().count() + 1)
}

/// The first forty characters, for a message.
pub(crate) fn shorten(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    fn troubles(yaml: &str) -> String {
        let text = format!("---\n{yaml}\n---\n");
        let front = FrontMatter::parse(&text);
        let lines = front.troubles.iter().map(|t| format!("{}:{} {} {}", t.line, t.column, t.code, t.reason));
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn lines_that_readers_disagree_about_are_named() {
        insta::assert_snapshot!(troubles("name:\tx\nname: y\nmetadata: {a: b}\nd: &a x\ne: *a\nf: !!str x\ng: a: b\nh: a #b\ni: \"open\nfree text\n<<: *a"), @r#"
        2:6 yaml/tab a tab
        3:1 yaml/duplicate the key `name` stands twice
        4:11 yaml/flow a value in brackets: “{a: b}”
        5:4 yaml/anchor an anchor or alias: “&a x”
        6:4 yaml/anchor an anchor or alias: “*a”
        7:4 yaml/tag a YAML tag: “!!str x”
        8:4 yaml/colon a colon inside an unquoted value: “a: b”
        9:4 yaml/hash ` #` inside an unquoted value, which starts a comment: “a #b”
        10:4 yaml/quote a quoted value that is not closed on its line, or is followed by more: “"open”
        11:1 yaml/line “free text” is no `key: value`
        12:5 yaml/anchor a merge key: “*a”
        "#);
        insta::assert_snapshot!(troubles("  name: x"), @"2:1 yaml/indent the first line is indented");
        insta::assert_snapshot!(troubles("- a\n- b"), @"
        2:1 yaml/line “- a” is no `key: value`
        3:1 yaml/line “- b” is no `key: value`
        2:1 yaml/line the front matter holds no keys
        ");
    }

    #[test]
    fn plain_front_matter_has_values_and_no_troubles() {
        let front = FrontMatter::parse(
            "---\nname: kafka-events\ndescription: \"it's: fine # here\"\nlicense: 'a''b'\nmetadata:\n  area: events\n---\n",
        );
        assert_eq!(front.troubles, []);
        assert_eq!(front.text("description").as_deref(), Some("it's: fine # here"));
        assert_eq!(front.text("license").as_deref(), Some("a'b"));
        assert_eq!(
            front.field("description").map(|f| (f.line, f.column, f.style)),
            Some((3, 14, Style::Quoted))
        );
        assert_eq!(front.field("metadata").map(|f| f.below.len()), Some(1));
    }
}
