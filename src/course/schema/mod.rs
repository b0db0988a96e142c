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
    #[test]
    fn look() {
        for (name, schema) in super::of_course() {
            std::fs::write(format!("/tmp/h/i6/{name}.schema.json"), format!("{schema:#}\n")).unwrap();
        }
    }
}
