//! JSON Schemas of the files that authors write, made of the types that read them.
//!
//! Editors complete and check with them, `dev check` finds with them what stands beyond the first error of a
//! file, and the reference is written from them.

mod plain;
mod tagged;

use super::Outline;
use super::lab::{MistakeSpec, Spec, VariantSpec};
use super::lesson::{FrontMatter, Predict};
use schemars::generate::{GenTransform, SchemaSettings};
use schemars::{JsonSchema, Schema};
use serde_json::Value;

/// A schema of what `T` is read from, titled `title`.
///
/// It is of draft 7, which all editors know.
pub fn of_read<T: JsonSchema>(title: &str) -> Value {
    made::<T>(SchemaSettings::draft07().for_deserialize(), title, plain::Plain { null: false })
}

/// A schema of what `T` is written as, titled `title`.
pub fn of_written<T: JsonSchema>(title: &str) -> Value {
    made::<T>(SchemaSettings::draft07().for_serialize(), title, plain::Plain { null: true })
}

fn made<T: JsonSchema>(settings: SchemaSettings, title: &str, plain: plain::Plain) -> Value {
    // Before what makes draft 7 of it: there, nothing may stand beside a reference.
    let ours: [Box<dyn GenTransform>; 2] = [Box::new(tagged::OneOfThese), Box::new(plain)];
    let settings = settings.with(|settings| settings.transforms.splice(0..0, ours).for_each(drop));
    let mut schema: Schema = settings.into_generator().into_root_schema_for::<T>();
    schema.insert("title".to_owned(), Value::from(title));
    schema.to_value()
}

/// The files of a course that a schema describes: the schema's name, the file's, and the schema.
pub fn of_course() -> Vec<(&'static str, Value)> {
    vec![
        ("lab", of_read::<Spec>("lab.yaml")),
        ("mistake", of_read::<MistakeSpec>("mistake.yaml")),
        ("variant", of_read::<VariantSpec>("variant.yaml")),
        ("lesson", of_read::<FrontMatter>("The front matter of lesson.md")),
        ("predict", of_read::<Predict>("A predict block of lesson.md")),
        ("outline", of_read::<Outline>("outline.yaml")),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::{Path, PathBuf};
    use walkdir::WalkDir;

    /// What of `yaml` a schema does not let through.
    fn misfits(schema: &Value, yaml: &str) -> Vec<String> {
        // As editors read it: `on` is a word, as it is where a type asks for text.
        let options = serde_saphyr::options! { strict_booleans: true };
        let value: Value = serde_saphyr::from_str_with_options(yaml, options).expect("YAML");
        let validator = jsonschema::validator_for(schema).expect("a schema");
        validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect()
    }

    /// Files of this name in the course and in the courses of the tests.
    fn files(name: &str) -> Vec<PathBuf> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folders = ["labs", "lessons", "skills", "tests/fixtures"];
        let files = folders.iter().flat_map(|folder| WalkDir::new(root.join(folder)));
        let files = files.filter_map(Result::ok).map(walkdir::DirEntry::into_path);
        files.filter(|file| file.file_name().is_some_and(|own| own == name)).collect()
    }

    fn schema(name: &str) -> Value {
        of_course().into_iter().find(|(known, _)| *known == name).expect("a schema").1
    }

    #[test]
    fn every_file_of_every_course_fits_its_schema() {
        for (name, file, least) in [
            ("lab", "lab.yaml", 10),
            ("mistake", "mistake.yaml", 20),
            ("variant", "variant.yaml", 5),
            ("outline", "outline.yaml", 5),
        ] {
            let (schema, files) = (schema(name), files(file));
            assert!(files.len() >= least, "{file}: {}", files.len());
            for file in files {
                let text = fs::read_to_string(&file).unwrap();
                assert_eq!(misfits(&schema, &text), [""; 0], "{}", file.display());
            }
        }
        let (schema, lessons) = (schema("lesson"), files("lesson.md"));
        assert!(lessons.len() >= 5);
        for file in lessons {
            let text = fs::read_to_string(&file).unwrap();
            let front = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).unwrap().0;
            assert_eq!(misfits(&schema, front), [""; 0], "{}", file.display());
        }
    }

    #[test]
    fn typical_errors_do_not_fit() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let lab = fs::read_to_string(root.join("tests/fixtures/course/labs/01-letters/lab.yaml")).unwrap();
        let schema = schema("lab");
        assert_eq!(misfits(&schema, &lab), [""; 0]);
        for (from, to) in [
            ("programs:", "progarms:"),
            ("title: Send two letters\n", ""),
            ("limit: 60s", "limit: 1 minute"),
            ("gateway: true", "gateway: perhaps"),
            ("brokers: 1", "brokers: 1, disks: 3"),
            ("edit: [sender.py]", "edit: sender.py"),
            ("- topic:", "- tpoic:"),
            ("partitions: ", "partitions: x"),
            ("same:", "saem:"),
            ("{ records: letter-sent }", "{ recrods: letter-sent }"),
            ("{ records: letter-sent }", "letter-sent"),
            ("times: once", "times: twice"),
        ] {
            assert!(lab.contains(from), "the lab does not hold `{from}`");
            assert_ne!(misfits(&schema, &lab.replacen(from, to, 1)), [""; 0], "`{to}` fits");
        }
    }

    #[test]
    fn an_enum_offers_its_names() {
        let lab = schema("lab");
        let step = lab.pointer("/definitions/Step").unwrap();
        assert_eq!(step["maxProperties"], 1);
        assert_eq!(step["properties"]["topic"]["description"], "Creates a topic.");
        assert!(step.get("oneOf").is_none());
    }
}
