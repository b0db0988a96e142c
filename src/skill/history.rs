//! What changed between two states of a skill, a file at a time.
//!
//! Going back is giving back the earlier [`SkillFiles`]; nothing here keeps state.

use std::collections::BTreeSet;

use serde::Serialize;
use similar::TextDiff;

use super::files::SkillFiles;

/// One file that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileDiff {
    /// Path below the skill's folder.
    pub path: String,
    /// A unified diff, `a/` before and `b/` after; for a file that is not text, one line that says so.
    pub unified: String,
}

/// The files that differ, in the order of their paths.
pub fn diff(before: &SkillFiles, after: &SkillFiles) -> Vec<FileDiff> {
    let paths: BTreeSet<&String> = before.files.keys().chain(after.files.keys()).collect();
    let changed = paths.into_iter().filter(|path| {
        let bytes = |files: &SkillFiles| files.files.get(*path).map(|file| file.bytes.clone());
        bytes(before) != bytes(after)
    });
    changed.map(|path| FileDiff { path: path.clone(), unified: unified(path, before, after) }).collect()
}

fn unified(path: &str, before: &SkillFiles, after: &SkillFiles) -> String {
    let text = |files: &SkillFiles| match files.files.get(path) {
        None => Some(String::new()),
        Some(_) => files.text(path).map(str::to_owned),
    };
    match (text(before), text(after)) {
        (Some(old), Some(new)) => text_diff(path, &old, &new),
        _ => format!("{path} is not text and differs\n"),
    }
}

/// The unified diff of two texts of one file, three lines of context.
pub fn text_diff(path: &str, old: &str, new: &str) -> String {
    let from = if old.is_empty() { "/dev/null".to_owned() } else { format!("a/{path}") };
    let to = if new.is_empty() { "/dev/null".to_owned() } else { format!("b/{path}") };
    TextDiff::from_lines(old, new).unified_diff().header(&from, &to).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_shown() {
        let before = SkillFiles::new("s").with("a.md", "one\ntwo\n").with("b.md", "same\n");
        let after = before.clone().with("a.md", "one\n2\n").with("c.md", "new\n");
        let shown: String = diff(&before, &after).into_iter().map(|file| file.unified).collect();
        insta::assert_snapshot!(shown, @"
        --- a/a.md
        +++ b/a.md
        @@ -1,2 +1,2 @@
         one
        -two
        +2
        --- /dev/null
        +++ b/c.md
        @@ -0,0 +1 @@
        +new
        ");
    }
}
