//! The learner's files of a lab: made from the starter, never overwritten, moved away when asked.

use super::{Workbench, WorkbenchError};
use crate::course::lab::Lab;
use std::fs;
use std::path::{Component, Path, PathBuf};
use walkdir::WalkDir;

/// A file of a lab, as an editor shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabFile {
    /// Its path in the lab's folder.
    pub path: String,
    /// Its text.
    pub text: String,
    /// Whether the learner writes it; else it is given.
    pub editable: bool,
}

/// Where files went that were reset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResetTo {
    /// The folder in the trash; `None` where there was nothing to move.
    pub trash: Option<PathBuf>,
}

/// A file that an editor is given; more is no source text.
const LARGEST: u64 = 1 << 20;

impl Workbench {
    /// The learner's folder of a lab. It is made from the starter when it is first asked for; what is there stays.
    pub(super) fn learner_folder(&self, lab: &Lab) -> Result<PathBuf, WorkbenchError> {
        let folder = self.home.lab(&lab.slug);
        fs::create_dir_all(&folder).map_err(WorkbenchError::file("make", &folder))?;
        for path in lab.spec.edit.iter().filter(|path| !mounted(lab, path)) {
            let mine = folder.join(path.as_str());
            if !mine.exists() {
                let starter = lab.dir.join("starter").join(path.as_str());
                if let Some(parent) = mine.parent() {
                    fs::create_dir_all(parent).map_err(WorkbenchError::file("make", parent))?;
                }
                fs::copy(&starter, &mine).map_err(WorkbenchError::file("write", &mine))?;
            }
        }
        Ok(folder)
    }

    /// The files of a lab: those that the learner writes first, then those that are given.
    ///
    /// # Errors
    /// Where there is no such lab, or a file cannot be read.
    pub fn lab_files(&self, lab: &str) -> Result<Vec<LabFile>, WorkbenchError> {
        let lab = self.lab(lab)?;
        let mut files = Vec::new();
        for path in &lab.spec.edit {
            let file = self.place(&lab, path)?;
            let text = fs::read(&file).map_err(WorkbenchError::file("read", &file))?;
            let text = String::from_utf8_lossy(&text).into_owned();
            files.push(LabFile { path: path.value.clone(), text, editable: true });
        }
        let starter = lab.dir.join("starter");
        for entry in WalkDir::new(&starter).sort_by_file_name().into_iter().flatten() {
            let relative =
                entry.path().strip_prefix(&starter).unwrap_or(entry.path()).to_string_lossy().into_owned();
            let known = files.iter().any(|file| file.path == relative);
            let small =
                entry.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.len() <= LARGEST);
            if !known
                && small
                && let Ok(text) = fs::read_to_string(entry.path())
            {
                files.push(LabFile { path: relative, text, editable: false });
            }
        }
        Ok(files)
    }

    /// Keeps what the learner wrote.
    ///
    /// # Errors
    /// Where there is no such lab or file, or the file cannot be written. The earlier text is there then.
    pub fn save_file(&self, lab: &str, path: &str, text: &str) -> Result<(), WorkbenchError> {
        let lab = self.lab(lab)?;
        if !lab.spec.edit.iter().any(|editable| editable.as_str() == path) {
            let known = lab.spec.edit.iter().map(|path| path.value.clone()).collect();
            return Err(WorkbenchError::Missing { what: "file to edit", name: path.to_owned(), known });
        }
        let file = self.place(&lab, path)?;
        write_whole(&file, text.as_bytes())
    }

    /// Moves the learner's files of a lab to the trash; the next look makes them from the starter.
    ///
    /// # Errors
    /// Where there is no such lab, or the files cannot be moved. They stay where they are then.
    pub fn reset(&self, lab: &str) -> Result<ResetTo, WorkbenchError> {
        let lab = self.lab(lab)?;
        let folder = self.home.lab(&lab.slug);
        if !folder.exists() {
            return Ok(ResetTo { trash: None });
        }
        let trash = self.home.trash();
        fs::create_dir_all(&trash).map_err(WorkbenchError::file("make", &trash))?;
        let stamp = jiff::Timestamp::now().strftime("%Y%m%dT%H%M%S%3f").to_string();
        let to = trash.join(format!("{}-{stamp}", lab.slug));
        fs::rename(&folder, &to).map_err(WorkbenchError::file("move", &folder))?;
        Ok(ResetTo { trash: Some(to) })
    }

    /// Where a file that the learner writes lies: in the lab's folder, or in what is mounted there.
    fn place(&self, lab: &Lab, path: &str) -> Result<PathBuf, WorkbenchError> {
        for folder in lab.spec.mounts.keys() {
            if let Some(rest) = path.strip_prefix(&format!("{folder}/")) {
                return inside(&self.living_skill()?, rest);
            }
        }
        inside(&self.learner_folder(lab)?, path)
    }
}

/// The file `path` of `folder`.
///
/// # Errors
/// Where it would lead out of the folder.
pub(super) fn inside(folder: &Path, path: &str) -> Result<PathBuf, WorkbenchError> {
    let plain = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    match plain && !path.is_empty() {
        true => Ok(folder.join(path)),
        false => Err(WorkbenchError::Refused(format!("`{path}` leads out of {}", folder.display()))),
    }
}

fn mounted(lab: &Lab, path: &str) -> bool {
    lab.spec.mounts.keys().any(|folder| path.starts_with(&format!("{folder}/")))
}

/// Writes a file whole, or leaves the one that is there.
pub(super) fn write_whole(file: &Path, bytes: &[u8]) -> Result<(), WorkbenchError> {
    use std::io::Write;
    let parent = file.parent().unwrap_or(Path::new("."));
    let written = fs::create_dir_all(parent)
        .and_then(|()| tempfile::NamedTempFile::new_in(parent))
        .and_then(|mut temporary| temporary.write_all(bytes).map(|()| temporary))
        .and_then(|temporary| temporary.persist(file).map_err(|error| error.error));
    written.map(drop).map_err(WorkbenchError::file("write", file))
}
