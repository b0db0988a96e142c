//! Reads a course from its folder.

use super::lab::{fill, folders, lint, number, resolve, shown};
use super::{Diagnostic, Lab, Lesson, Outline, yaml};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Lessons and labs, by the names of their folders.
#[derive(Debug, Clone, Default)]
pub struct Course {
    /// The course's folder.
    pub root: PathBuf,
    /// All lessons, whether written or not.
    pub outline: Outline,
    /// The lessons that are written.
    pub lessons: BTreeMap<String, Lesson>,
    /// The labs.
    pub labs: BTreeMap<String, Lab>,
}

impl Course {
    /// Reads everything that can be read, and tells everything that is wrong.
    pub fn load(root: &Path) -> (Course, Vec<Diagnostic>) {
        let mut found = Vec::new();
        let mut course = Course { root: root.to_owned(), ..Course::default() };
        course.outline = outline(root, &mut found);
        for (slug, dir) in folders(&root.join("lessons")) {
            let (lesson, diagnostics) = Lesson::read(root, &dir);
            found.extend(diagnostics);
            course.lessons.extend(lesson.map(|lesson| (slug, lesson)));
        }
        let (mut files, mut of_labs) = (BTreeMap::new(), BTreeMap::<_, Vec<_>>::new());
        for (slug, dir) in folders(&root.join("labs")) {
            let (lab, diagnostics) = Lab::read(root, &dir);
            of_labs.insert(slug.clone(), diagnostics);
            if let Some((lab, text)) = lab {
                files.insert(slug.clone(), (shown(root, &dir.join("lab.yaml")), text));
                course.labs.insert(slug, lab);
            }
        }
        resolve(&mut course.labs, &files, &mut of_labs);
        for (lab, (path, text)) in course.labs.values().zip(files.values()) {
            of_labs.entry(lab.slug.clone()).or_default().extend(lint(lab, path, text));
        }
        course.labs.values_mut().for_each(fill);
        found.extend(of_labs.into_values().flatten());
        course.link(&mut found);
        (course, found)
    }

    /// The lab that `name` stands for: `5`, `05`, `05b` or the folder's name.
    pub fn lab(&self, name: &str) -> Option<&Lab> {
        self.labs.get(name).or_else(|| self.labs.values().find(|lab| same_number(&lab.slug, name)))
    }

    /// The folder that `name` stands for, whether its lab can be read or not.
    pub fn lab_folder(root: &Path, name: &str) -> Option<PathBuf> {
        let mut labs = folders(&root.join("labs")).into_iter();
        labs.find(|(slug, _)| slug == name || same_number(slug, name)).map(|(_, dir)| dir)
    }

    /// Lessons and labs name each other.
    fn link(&self, found: &mut Vec<Diagnostic>) {
        for lab in self.labs.values() {
            let lesson = &lab.spec.lesson;
            if !self.lessons.contains_key(lesson.as_str()) && !self.planned(lesson) {
                let path = shown(&self.root, &lab.dir.join("lab.yaml"));
                let text = fs::read_to_string(lab.dir.join("lab.yaml")).unwrap_or_default();
                let message = format!("there is no lesson `{}`", **lesson);
                let diagnostic = Diagnostic::at(&path, &text, lesson.line, lesson.column, message);
                found.push(diagnostic.did_you_mean(lesson, self.lessons.keys().map(String::as_str)));
            }
        }
        for lesson in self.lessons.values() {
            // An outline that cannot be read is told of at its own place.
            if !self.outline.parts.is_empty() && !self.planned(&lesson.slug) {
                let path = format!("lessons/{}/lesson.md", lesson.slug);
                let front = &lesson.front;
                let help = format!(
                    "add `- {{ slug: {}, title: {}, can: {} }}` to a part of it",
                    lesson.slug, front.title, front.can
                );
                found.push(
                    Diagnostic::of_file(&path, "lessons/outline.yaml does not name this lesson").help(help),
                );
            }
            for lab in lesson.front.labs.iter().filter(|lab| !self.labs.contains_key(lab.as_str())) {
                let path = format!("lessons/{}/lesson.md", lesson.slug);
                let folder_there = self.root.join("labs").join(lab).is_dir();
                // A lab that cannot be read is reported at its own file.
                if !folder_there {
                    found.push(Diagnostic::of_file(&path, format!("there is no lab `{lab}`")));
                }
            }
        }
    }

    fn planned(&self, slug: &str) -> bool {
        self.outline.parts.iter().flat_map(|part| &part.lessons).any(|entry| entry.slug == slug)
    }
}

fn same_number(slug: &str, name: &str) -> bool {
    let numeric = name.chars().next().is_some_and(|c| c.is_ascii_digit()) && !name.contains('-');
    numeric && number(slug) == number(name)
}

fn outline(root: &Path, found: &mut Vec<Diagnostic>) -> Outline {
    let file = root.join("lessons/outline.yaml");
    let path = shown(root, &file);
    let read = fs::read_to_string(&file)
        .map_err(|error| vec![Diagnostic::of_file(&path, format!("cannot be read: {error}"))])
        .and_then(|text| yaml::read(&path, &text));
    read.unwrap_or_else(|diagnostics| {
        found.extend(diagnostics);
        Outline::default()
    })
}
