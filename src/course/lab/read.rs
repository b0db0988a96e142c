//! Reads a lab's folder.

use super::{AGAIN, Lab, Mistake, Spec, Variant};
use crate::course::{Diagnostic, unwritten, yaml};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

impl Lab {
    /// Reads the lab in `dir`; `root` is the course's folder, to which places in messages are relative.
    ///
    /// The lab and the text of its `lab.yaml` are there where that can be read; what is wrong with the other files is
    /// reported beside it. What the lab says is for [`super::lint`], once it has what it takes from other labs.
    pub(in crate::course) fn read(root: &Path, dir: &Path) -> (Option<(Lab, String)>, Vec<Diagnostic>) {
        let mut found = Vec::new();
        let slug = dir.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let file = dir.join("lab.yaml");
        let read = read_yaml::<Spec>(root, &file, &mut found);
        let mistakes = folders(&dir.join("wrong"))
            .into_iter()
            .filter_map(|(name, dir)| {
                let (_, spec) = read_yaml(root, &dir.join("mistake.yaml"), &mut found)?;
                let again = Some(dir.join(AGAIN)).filter(|again| again.is_dir());
                Some(Mistake { name, dir, spec, again })
            })
            .collect();
        let variants = folders(&dir.join("right"))
            .into_iter()
            .filter_map(|(name, dir)| {
                let (_, spec) = read_yaml(root, &dir.join("variant.yaml"), &mut found)?;
                Some(Variant { name, dir, spec })
            })
            .collect();
        let survivors = beside(root, &dir.join("survivors.yaml"), &mut found);
        let signatures = beside(root, &dir.join("signatures.yaml"), &mut found);
        let Some((text, spec)) = read else { return (None, found) };
        let digest = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        let lab = Lab { slug, dir: dir.to_owned(), digest, spec, mistakes, variants, survivors, signatures };
        (Some((lab, text)), found)
    }
}

/// What a file holds that a lab may have.
fn beside<T: DeserializeOwned + JsonSchema>(root: &Path, file: &Path, found: &mut Vec<Diagnostic>) -> Vec<T> {
    let read = file.is_file().then(|| read_yaml(root, file, found)).flatten();
    read.map(|(_, entries)| entries).unwrap_or_default()
}

/// The text and the value of a YAML file; an error goes to `found`.
fn read_yaml<T: DeserializeOwned + JsonSchema>(
    root: &Path,
    file: &Path,
    found: &mut Vec<Diagnostic>,
) -> Option<(String, T)> {
    let path = shown(root, file);
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) => {
            found.push(Diagnostic::of_file(&path, format!("cannot be read: {error}")));
            return None;
        }
    };
    found.extend(unwritten::places(&path, &text));
    match yaml::read(&path, &text) {
        Ok(value) => Some((text, value)),
        Err(diagnostics) => {
            found.extend(diagnostics);
            None
        }
    }
}

/// A path as an author knows it: relative to the course, with `/`.
pub(in crate::course) fn shown(root: &Path, file: &Path) -> String {
    let relative = file.strip_prefix(root).unwrap_or(file);
    relative.to_string_lossy().replace('\\', "/")
}

/// The folders in `dir` by name; none where it is not there.
pub(in crate::course) fn folders(dir: &Path) -> Vec<(String, PathBuf)> {
    let mut folders: Vec<(String, PathBuf)> = fs::read_dir(dir)
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .filter(|entry| entry.path().is_dir())
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()))
        .filter(|(name, _)| !name.starts_with('.'))
        .collect();
    folders.sort();
    folders
}
