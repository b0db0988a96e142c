//! The short tags that rules carry: `[S3]` names a page, `[L05.1]` a proof.
//!
//! A tag is read by people and agents alike, costs about eight bytes, and survives any edit of the
//! words before it. That makes it the handle by which a piece is found again; nothing hidden is
//! needed in the skill.

/// What a tag points to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagKind {
    /// `[S3]`, `[S05.2]`: a row of `references/sources.md`.
    Source,
    /// `[L05]`, `[L05.1]`: a proof, by lesson or by rule.
    Proof,
}

/// A tag as it stands in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Without the brackets: `L05.1`.
    pub name: String,
    /// Source or proof.
    pub kind: TagKind,
    /// First column of the bracket, from 1, in characters.
    pub column: usize,
}

/// The kind of a tag's name, or `None` where the name is no tag.
pub fn kind_of(name: &str) -> Option<TagKind> {
    let (kind, rest) = match name.split_at_checked(1)? {
        ("S", rest) => (TagKind::Source, rest),
        ("L", rest) => (TagKind::Proof, rest),
        _ => return None,
    };
    let (lesson, number) = rest.split_once('.').unwrap_or((rest, "1"));
    let lesson = if kind == TagKind::Proof { lesson.strip_suffix('b').unwrap_or(lesson) } else { lesson };
    let digits = |text: &str| (1..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    (digits(lesson) && digits(number)).then_some(kind)
}

/// The lesson's part of a proof tag: `L05.1` → `L05`.
pub fn lesson_of(name: &str) -> &str {
    name.split_once('.').map_or(name, |(lesson, _)| lesson)
}

/// The tags of a line, code spans and links left out.
pub fn in_line(line: &str) -> Vec<Tag> {
    spans(line).into_iter().map(|(tag, _)| tag).collect()
}

/// The text without its tags and with single spaces: the words that a proof covers.
pub fn words_without_tags(text: &str) -> String {
    let mut rest = text.to_owned();
    for (_, range) in spans(text).into_iter().rev() {
        rest.replace_range(range, "");
    }
    rest.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The line with one tag in place of another; unchanged where the first is not there.
pub fn replace(line: &str, from: &str, to: &str) -> String {
    let mut out = line.to_owned();
    for (tag, range) in spans(line).into_iter().rev() {
        if tag.name == from {
            out.replace_range(range, &format!("[{to}]"));
        }
    }
    out
}

fn spans(line: &str) -> Vec<(Tag, std::ops::Range<usize>)> {
    let mut found = Vec::new();
    let mut in_code = false;
    for (column, (start, c)) in line.char_indices().enumerate() {
        if c == '`' {
            in_code = !in_code;
        }
        if c != '[' || in_code {
            continue;
        }
        let Some(length) = line[start + 1..].find(']') else { break };
        let (name, end) = (&line[start + 1..start + 1 + length], start + length + 2);
        let is_link = line[end..].starts_with(['(', '[', ':']);
        if let (Some(kind), false) = (kind_of(name), is_link) {
            found.push((Tag { name: name.to_owned(), kind, column: column + 1 }, start..end));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_found_where_a_reader_sees_them() {
        let names = |line: &str| in_line(line).into_iter().map(|tag| tag.name).collect::<Vec<_>>();
        assert_eq!(names("- **Flush.** Words [S3] and [L05.1]."), ["S3", "L05.1"]);
        assert_eq!(names("[L05b] [S05.2] [L5]"), ["L05b", "S05.2", "L5"]);
        assert_eq!(names("`[L05]` [S1](page) [X1] [L] [Late] [S1.] [ß]"), [""; 0]);
        assert_eq!(in_line("ä [S1]")[0].column, 3);
    }

    #[test]
    fn words_are_what_remains() {
        assert_eq!(words_without_tags("a  [S1]\n b [L05.1]"), "a b");
        assert_eq!(replace("x [S1] `[S1]`", "S1", "L05.1"), "x [L05.1] `[S1]`");
    }
}
