//! The interview of lesson 0: questions, and answers as the skill takes them.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Answer, Bench};
use crate::skill::Answers;
use crate::web::error::WebError;
use crate::web::view::skill::Question;

const LANGUAGES: [(&str, &str); 6] = [
    ("python", "Python: confluent-kafka"),
    ("java", "Java: kafka-clients"),
    ("java-script", "JavaScript: confluent-kafka-javascript"),
    ("go", "Go: confluent-kafka-go"),
    ("dot-net", ".NET: Confluent.Kafka"),
    ("rust", "Rust: rdkafka"),
];

const PLACES: [(&str, &str); 5] = [
    ("laptop", "on a developer's machine"),
    ("containers", "in containers"),
    ("kubernetes", "on Kubernetes with Strimzi"),
    ("managed", "as a managed service"),
    ("servers", "on servers of our own"),
];

/// What is asked.
pub(super) fn questions() -> Vec<Question> {
    let question = |id: &'static str,
                    text: &'static str,
                    why: &'static str,
                    options: &[(&'static str, &'static str)]| {
        Question { id, text, why, options: options.to_vec(), required: id == "domain" }
    };
    vec![
        question(
            "domain",
            "What are your events about?",
            "As it follows “for”: a library's loans, an online shop.",
            &[],
        ),
        question("project", "What is the project called?", "May stay empty.", &[]),
        question(
            "language",
            "Which client does it use?",
            "Defaults and settings differ between clients.",
            &LANGUAGES,
        ),
        question(
            "runs_on",
            "Where does its Kafka run?",
            "It decides which settings are yours to choose.",
            &PLACES,
        ),
    ]
}

impl Bench {
    /// Makes the skill from what was answered.
    pub(crate) fn interview(&self, fields: &[(String, String)]) -> Answer<()> {
        let field = |name: &str| {
            let found = fields.iter().find(|(field, _)| field == name);
            found.map(|(_, text)| text.trim().to_owned()).filter(|text| !text.is_empty())
        };
        let domain = field("domain").ok_or_else(|| {
            WebError::BadField("The first question has no answer. What are your events about?".to_owned())
        })?;
        let answers = Answers {
            domain,
            project: field("project"),
            language: choice(field("language"), "client")?,
            runs_on: choice(field("runs_on"), "place")?,
        };
        Ok(self.workbench.interview(&answers)?)
    }
}

fn choice<T: DeserializeOwned>(word: Option<String>, what: &str) -> Answer<T> {
    let value = Value::String(word.unwrap_or_default());
    serde_json::from_value(value)
        .map_err(|_| WebError::BadField(format!("The form names a {what} that the interview does not know.")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::skill::scaffold::{Language, RunsOn};

    #[test]
    fn every_option_is_one_that_the_skill_takes() {
        for (word, _) in LANGUAGES {
            choice::<Language>(Some(word.to_owned()), "client").unwrap();
        }
        for (word, _) in PLACES {
            choice::<RunsOn>(Some(word.to_owned()), "place").unwrap();
        }
        assert!(choice::<Language>(Some("cobol".to_owned()), "client").is_err());
        assert!(choice::<Language>(None, "client").is_err());
    }
}
