//! Finds a Python traceback in what a program printed.

use super::told;
use crate::evidence::{Line, Stream};
use regex::Regex;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

/// A traceback that a program left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Traceback {
    /// Its last line, such as `KeyError: 'title'`.
    pub error: String,
    /// The innermost place in one of the learner's files.
    pub place: Option<Frame>,
    /// The whole of it.
    pub text: String,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Frame {
    /// The file, relative to the working folder.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

/// The last traceback among `lines`, a syntax error's included, which has no heading of its own.
pub(super) fn find(lines: &[&Line]) -> Option<Traceback> {
    let stderr: Vec<&str> =
        lines.iter().filter(|l| l.stream == Stream::Stderr).map(|l| l.text.as_str()).collect();
    let heading = stderr.iter().rposition(|line| line.starts_with("Traceback (most recent call last)"));
    let start = heading.or_else(|| stderr.iter().position(|line| frame(line).is_some()))?;
    let error_at = start + stderr[start..].iter().skip(1).position(|line| is_error(line))? + 1;
    let text = stderr[start..=error_at].iter().map(|line| told::line(line)).collect::<Vec<_>>().join("\n");
    // A path inside the working folder is relative by now; what stays absolute is a library's.
    let place = stderr[start..=error_at]
        .iter()
        .filter_map(|line| frame(line))
        .rfind(|f| !f.file.starts_with(['/', '<']));
    Some(Traceback { error: told::line(stderr[error_at]), place, text })
}

/// The line that names the exception: it is not indented, and begins with a dotted name.
fn is_error(line: &str) -> bool {
    static ERROR: OnceLock<Option<Regex>> = OnceLock::new();
    let pattern = ERROR.get_or_init(|| Regex::new(r"^[A-Za-z_][A-Za-z0-9_.]*(: .*)?$").ok());
    pattern.as_ref().is_some_and(|p| p.is_match(line))
}

fn frame(line: &str) -> Option<Frame> {
    let rest = line.trim_start().strip_prefix("File \"")?;
    let (file, rest) = rest.split_once("\", line ")?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    Some(Frame { file: file.to_owned(), line: digits.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn in_output(text: &str) -> Option<Traceback> {
        let lines: Vec<Line> = text
            .lines()
            .zip(1..)
            .map(|(text, n)| Line {
                program: "p".into(),
                run: "r".into(),
                n,
                at: n,
                stream: Stream::Stderr,
                text: text.into(),
                json: Value::Null,
            })
            .collect();
        find(&lines.iter().collect::<Vec<_>>())
    }

    #[test]
    fn the_innermost_place_of_the_learner_is_found() {
        let found = in_output(concat!(
            "warming up\n",
            "Traceback (most recent call last):\n",
            "  File \"producer.py\", line 9, in <module>\n",
            "    publish(task)\n",
            "  File \"helper.py\", line 3, in publish\n",
            "    json.dumps(task)\n",
            "  File \"/usr/lib/python3/json/encoder.py\", line 180, in default\n",
            "    raise TypeError(f'no')\n",
            "TypeError: Object of type datetime is not JSON serializable\n",
            "and more output",
        ))
        .unwrap();
        assert_eq!(found.error, "TypeError: Object of type datetime is not JSON serializable");
        assert_eq!(found.place, Some(Frame { file: "helper.py".into(), line: 3 }));
    }

    #[test]
    fn a_syntax_error_has_no_heading() {
        let found =
            in_output("  File \"producer.py\", line 3\n    def (:\n        ^\nSyntaxError: invalid syntax")
                .unwrap();
        assert_eq!((found.error.as_str(), found.place.unwrap().line), ("SyntaxError: invalid syntax", 3));
    }

    #[test]
    fn plain_output_is_no_traceback() {
        assert_eq!(in_output("connected\nValueError: said in passing"), None);
    }
}
