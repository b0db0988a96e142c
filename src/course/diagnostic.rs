//! What is wrong with a file that an author wrote, and where.
//!
//! Errors have three kinds of readers. Learners get an error of the room it happened in, with a hint;
//! maintainers a chain of causes in the log; authors, of labs, lessons and skills, a [`Diagnostic`].

use serde::Serialize;
use std::fmt;

/// One thing wrong with a file, with the line it stands in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// The file, relative to the course.
    pub path: String,
    /// The line, from 1; 0 where it is about the whole file.
    pub line: usize,
    /// The column, in characters from 1.
    pub column: usize,
    /// What is wrong, without a full stop.
    pub message: String,
    /// What to do, where that is known.
    pub help: Option<String>,
    /// The text of the line.
    pub excerpt: Option<String>,
}

impl Diagnostic {
    /// A diagnostic about a whole file.
    pub fn of_file(path: &str, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            path: path.to_owned(),
            line: 0,
            column: 0,
            message: message.into(),
            help: None,
            excerpt: None,
        }
    }

    /// A diagnostic at a place of `text`, the file's content.
    pub fn at(path: &str, text: &str, line: usize, column: usize, message: impl Into<String>) -> Diagnostic {
        let excerpt = line.checked_sub(1).and_then(|n| text.lines().nth(n)).map(str::to_owned);
        Diagnostic { line, column, excerpt, ..Diagnostic::of_file(path, message) }
    }

    /// The same with what to do about it.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Diagnostic {
        Diagnostic { help: Some(help.into()), ..self }
    }

    /// The same with "did you mean", where one of `known` is close to `name`.
    #[must_use]
    pub fn did_you_mean<'a>(self, name: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
        match closest(name, known) {
            Some(near) => self.help(format!("did you mean `{near}`?")),
            None => self,
        }
    }
}

/// The one of `known` that `name` was most likely meant to be.
fn closest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_lowercase();
    known
        .into_iter()
        .map(|candidate| (nearness(&name, &candidate.to_lowercase()), candidate))
        // Below this, the nearest name is a guess that sends an author the wrong way.
        .filter(|(nearness, _)| *nearness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

/// From 0 to 1. In a short name one slip, two letters swapped for one, changes the larger part of it.
fn nearness(name: &str, candidate: &str) -> f64 {
    let slip = name.len() > 2 && strsim::osa_distance(name, candidate) == 1;
    strsim::jaro_winkler(name, candidate).max(if slip { 0.9 } else { 0.0 })
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "error: {}", self.message)?;
        if self.line == 0 {
            writeln!(f, " --> {}", self.path)?;
        } else {
            writeln!(f, " --> {}:{}:{}", self.path, self.line, self.column)?;
        }
        if let Some(excerpt) = &self.excerpt {
            let number = self.line.to_string();
            let margin = " ".repeat(number.len());
            writeln!(f, "{margin} |")?;
            writeln!(f, "{number} | {excerpt}")?;
            writeln!(f, "{margin} | {}^", " ".repeat(self.column.saturating_sub(1)))?;
        }
        if let Some(help) = &self.help {
            writeln!(f, "help: {help}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;

    #[test]
    fn a_diagnostic_shows_the_line_and_a_way_out() {
        let found =
            Diagnostic::at("labs/05/lab.yaml", "title: x\nprogarms: {}\n", 2, 1, "unknown field `progarms`")
                .did_you_mean("progarms", ["programs", "stages"]);
        assert_snapshot!(found, @r"
        error: unknown field `progarms`
         --> labs/05/lab.yaml:2:1
          |
        2 | progarms: {}
          | ^
        help: did you mean `programs`?
        ");
    }

    #[test]
    fn a_far_name_is_not_offered() {
        assert_eq!(closest("zebra", ["programs", "stages"]), None);
        assert_eq!(closest("id", ["by", "of"]), None);
    }

    #[test]
    fn swapped_letters_are_seen_through() {
        assert_eq!(closest("kye", ["value", "key", "size"]), Some("key"));
    }
}
