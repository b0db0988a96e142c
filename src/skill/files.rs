//! A skill as data: every file of the folder, read once.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

/// One file of a skill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkillFile {
    /// The content, byte for byte.
    pub bytes: Vec<u8>,
    /// Whether the owner may execute it where it was read. Exports decide by the first line instead.
    pub executable: bool,
}

/// Something in the folder that is no plain file and so cannot travel with the skill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Odd {
    /// Path below the folder, `/` between the parts; undecodable parts are replaced.
    pub path: String,
    /// What it is, for a reader: `a link`, `a name that is not UTF-8`, …
    pub what: &'static str,
}

/// A skill folder as a value: the folder's name and every file below it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SkillFiles {
    /// Name of the folder itself, without its parents.
    pub folder: String,
    /// Path below the folder (`/` between the parts) → file, in byte order of the paths.
    pub files: BTreeMap<String, SkillFile>,
    /// What was seen and is no plain file.
    pub odd: Vec<Odd>,
}

impl SkillFiles {
    /// An empty skill in a folder of that name.
    pub fn new(folder: &str) -> Self {
        Self { folder: folder.to_owned(), ..Self::default() }
    }

    /// The text of a file; `None` where it is missing or not UTF-8.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).and_then(|file| std::str::from_utf8(&file.bytes).ok())
    }

    /// Puts a text file in place of what stands at that path.
    pub fn put(&mut self, path: &str, text: &str) {
        let file = SkillFile { bytes: text.as_bytes().to_vec(), executable: text.starts_with("#!") };
        self.files.insert(path.to_owned(), file);
    }

    /// The same skill with one text file put in place; for building skills in one expression.
    #[must_use]
    pub fn with(mut self, path: &str, text: &str) -> Self {
        self.put(path, text);
        self
    }

    /// Markdown files with their text, those that are not UTF-8 left out.
    pub fn markdown(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files
            .iter()
            .filter(|(path, _)| path.ends_with(".md"))
            .filter_map(|(path, file)| Some((path.as_str(), std::str::from_utf8(&file.bytes).ok()?)))
    }

    /// SHA-256 over names and contents, in hexadecimal: two folders with one digest hold the same skill.
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for (path, file) in &self.files {
            // Lengths first, so that no two different folders give the same stream of bytes.
            hash.update((path.len() as u64).to_be_bytes());
            hash.update(path.as_bytes());
            hash.update((file.bytes.len() as u64).to_be_bytes());
            hash.update(&file.bytes);
        }
        hex(&hash.finalize())
    }
}

/// SHA-256 of a text, in hexadecimal.
pub(crate) fn digest_of(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_tells_names_and_contents_apart() {
        let one = SkillFiles::new("s").with("a", "bc");
        let two = SkillFiles::new("s").with("ab", "c");
        assert_ne!(one.digest(), two.digest());
        assert_eq!(one.digest(), SkillFiles::new("elsewhere").with("a", "bc").digest());
    }
}
