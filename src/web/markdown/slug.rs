//! Anchors of headings: readable, unique on their page.

use std::collections::HashMap;

/// Gives each heading an anchor that no other has.
#[derive(Debug, Default)]
pub(super) struct Slugs {
    taken: HashMap<String, usize>,
}

impl Slugs {
    /// `Where the commit goes` becomes `where-the-commit-goes`; the second of that name ends in `-2`.
    pub(super) fn take(&mut self, heading: &str) -> String {
        let words: Vec<String> = heading
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        let slug = if words.is_empty() { "section".to_owned() } else { words.join("-") };
        let count = self.taken.entry(slug.clone()).or_insert(0);
        *count += 1;
        match *count {
            1 => slug,
            n => self.take(&format!("{slug}-{n}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_anchors_are_alike() {
        let mut slugs = Slugs::default();
        let taken = ["Keys", "Keys 2", "keys", "…", "Was ist `acks=all`?"].map(|heading| slugs.take(heading));
        assert_eq!(taken, ["keys", "keys-2", "keys-2-2", "section", "was-ist-acks-all"]);
    }
}
