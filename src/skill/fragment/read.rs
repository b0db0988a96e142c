//! Reads a fragment from its folder's files; every problem has a place.

use crate::skill::error::{SkillError, yaml_problem};
use crate::skill::files::SkillFiles;

use super::{Fragment, lint};

/// The file that a fragment's folder must hold.
const FILE: &str = "fragment.yaml";

impl Fragment {
    /// Reads the fragment of a folder.
    ///
    /// # Errors
    /// [`SkillError::Content`] with every problem as `folder/file:line:column: problem`.
    pub fn read(folder: &SkillFiles) -> Result<Self, SkillError> {
        let path = format!("{}/{FILE}", folder.folder);
        let whole =
            |problem: String| SkillError::Content { problems: vec![format!("{path}:1:1: {problem}")] };
        let Some(yaml) = folder.text(FILE) else {
            return Err(whole("the file is missing or is not UTF-8".to_owned()));
        };
        let mut fragment: Self = serde_saphyr::from_str(yaml).map_err(|error| {
            let (line, column, problem) = yaml_problem(&error);
            SkillError::Content { problems: vec![format!("{path}:{line}:{column}: {problem}")] }
        })?;
        let mut problems = lint::problems(&fragment, &folder.folder, yaml);
        if let Some(pattern) = &mut fragment.pattern {
            match folder.text(&pattern.file) {
                Some(text) => pattern.text = text.to_owned(),
                None => problems.push(lint::at(
                    yaml,
                    &pattern.file,
                    format!("there is no file {} beside the fragment", pattern.file),
                )),
            }
        }
        match problems.is_empty() {
            true => Ok(fragment),
            false => Err(SkillError::Content {
                problems: problems.into_iter().map(|problem| format!("{path}:{problem}")).collect(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const YAML: &str = "lesson: 05-first-producer\ntopic: { name: producers, title: Producers, read-when: writing }\nrules:\n  - id: flush\n    tag: L05.1\n    lead: Flush before the end\n    text: Call it.\n    reason: It queues.\n    applies: any\n    source: S1\n    proof: { lab: 05-first-producer, check: three-records, mistake: no-flush }\n";

    fn problems(yaml: &str) -> String {
        let folder = SkillFiles::new("05-first-producer").with("fragment.yaml", yaml);
        Fragment::read(&folder).err().map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn a_right_fragment_is_read() {
        assert_eq!(problems(YAML), "");
        let folder = SkillFiles::new("05-first-producer").with("fragment.yaml", YAML);
        assert_eq!(
            Fragment::read(&folder).unwrap().rules[0].words(),
            "**Flush before the end.** Call it. It queues."
        );
    }

    #[test]
    fn problems_have_places() {
        insta::assert_snapshot!(problems(&YAML.replace("    reason: It queues.\n", "    reson: It queues.\n")), @"05-first-producer/fragment.yaml:8:5: unknown field `reson`, expected one of id, tag, critical, lead, text, reason, applies, source, proof");
        insta::assert_snapshot!(problems(&YAML.replace("applies: any", "applies: all")), @"05-first-producer/fragment.yaml:9:14: unknown variant `all`, expected one of librdkafka, java, broker, any");
        insta::assert_snapshot!(problems(&format!("{YAML}gaps:\n  - question: Why?\n    answered-by: [L05.9]\npattern: {{ file: p.py, to: src/p.py, read-when: writing }}\n")), @"
        05-first-producer/fragment.yaml:14:19: L05.9 is no rule of this fragment
        05-first-producer/fragment.yaml:15:28: a pattern goes to assets/
        05-first-producer/fragment.yaml:15:18: there is no file p.py beside the fragment
        ");
        insta::assert_snapshot!(problems(&YAML.replace("Flush before the end", "Flush before the end.").replace("L05.1", "L06.1").replace("source: S1", "source: S05.2")), @"
        05-first-producer/fragment.yaml:5:10: the tag of `flush` must be L05. and a number
        05-first-producer/fragment.yaml:6:11: the lead is a phrase without full stop and emphasis
        05-first-producer/fragment.yaml:10:13: S05.2 is no source that the fragment or the scaffold lists
        ");
        insta::assert_snapshot!(problems(&YAML.replace("topic: { name: producers, title: Producers, read-when: writing }\n", "")), @"05-first-producer/fragment.yaml:1:1: a fragment with rules, rows or a checklist needs a `topic`");
        insta::assert_snapshot!(problems("lesson: [\n"), @"05-first-producer/fragment.yaml:1:9: expected string scalar");
    }
}
