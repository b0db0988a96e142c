//! Lesson 0: the interview becomes a skill made from documentation.
//!
//! The scaffold loads in every agent, so it can be exported at once. What it leaves to its owner, the
//! rubric says: when to use it, and the first rules.

use serde::{Deserialize, Serialize};

use super::NAME;
use super::error::{SkillError, yaml_problem};
use super::files::SkillFiles;
use super::fragment::Applies;
use super::proofs_file;

/// The language, and with it the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Language {
    /// confluent-kafka
    Python,
    /// kafka-clients
    Java,
    /// @confluentinc/kafka-javascript
    JavaScript,
    /// confluent-kafka-go
    Go,
    /// Confluent.Kafka
    DotNet,
    /// rdkafka
    Rust,
}

/// Where the project's Kafka runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunsOn {
    /// A developer's own machine.
    Laptop,
    /// Containers, without an operator.
    Containers,
    /// Kubernetes, by Strimzi.
    Kubernetes,
    /// A service that somebody else runs.
    Managed,
    /// Machines of one's own.
    Servers,
}

/// The answers of the interview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Answers {
    /// What the events are about, as it follows “for”: `a library's loans`.
    pub domain: String,
    /// The project's or organisation's name, where it has one.
    #[serde(default)]
    pub project: Option<String>,
    /// The language.
    pub language: Language,
    /// Where Kafka runs.
    pub runs_on: RunsOn,
}

impl Default for Answers {
    /// What an export before lesson 0 is made from: the course's running example.
    fn default() -> Self {
        Self {
            domain: "a task service".to_owned(),
            project: None,
            language: Language::Python,
            runs_on: RunsOn::Laptop,
        }
    }
}

impl Language {
    /// Language, client and the library below it, as people call them.
    fn names(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Python => ("Python", "confluent-kafka for Python", "librdkafka"),
            Self::Java => ("Java", "the Java client kafka-clients", "Java"),
            Self::JavaScript => ("JavaScript", "confluent-kafka-javascript", "librdkafka"),
            Self::Go => ("Go", "confluent-kafka-go", "librdkafka"),
            Self::DotNet => (".NET", "Confluent.Kafka for .NET", "librdkafka"),
            Self::Rust => ("Rust", "rdkafka for Rust", "librdkafka"),
        }
    }
}

impl RunsOn {
    fn name(self) -> &'static str {
        match self {
            Self::Laptop => "on a developer's machine",
            Self::Containers => "in containers",
            Self::Kubernetes => "on Kubernetes with Strimzi",
            Self::Managed => "as a managed service",
            Self::Servers => "on servers of our own",
        }
    }
}

/// The scaffold's templates and source rows, as `skills/scaffold/` has them.
#[derive(Debug, Clone)]
pub struct Scaffold {
    files: SkillFiles,
    sources: Vec<Source>,
}

/// Whom a source row is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum For {
    Any,
    Python,
    Librdkafka,
    Java,
    Strimzi,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    tag: String,
    r#for: For,
    page: String,
    address: String,
    version: String,
    fact: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    sources: Vec<Source>,
}

const DATA: &str = "scaffold.yaml";

impl Scaffold {
    /// Reads the templates.
    ///
    /// # Errors
    /// [`SkillError::Content`] with file, line and column.
    pub fn read(folder: &SkillFiles) -> Result<Self, SkillError> {
        let content = |line, column, problem: String| SkillError::Content {
            problems: vec![format!("{}/{DATA}:{line}:{column}: {problem}", folder.folder)],
        };
        let yaml = folder
            .text(DATA)
            .ok_or_else(|| content(1, 1, "the file is missing or is not UTF-8".to_owned()))?;
        let data: Data = serde_saphyr::from_str(yaml).map_err(|error| {
            let (line, column, problem) = yaml_problem(&error);
            content(line, column, problem)
        })?;
        let mut files = folder.clone();
        files.files.remove(DATA);
        Ok(Self { files, sources: data.sources })
    }
}

/// The skill that the answers give.
///
/// # Errors
/// [`SkillError::Answer`] where an answer cannot stand in a skill.
pub fn scaffold(scaffold: &Scaffold, answers: &Answers) -> Result<SkillFiles, SkillError> {
    let domain = usable("domain", &answers.domain)?;
    let project = match answers.project.as_deref().map(str::trim) {
        None | Some("") => "not named yet".to_owned(),
        Some(name) => usable("project", name)?,
    };
    let (language, client, library) = answers.language.names();
    let values = [
        ("{{domain}}", domain.as_str()),
        ("{{project}}", &project),
        ("{{language}}", language),
        ("{{client}}", client),
        ("{{library}}", library),
        ("{{runs_on}}", answers.runs_on.name()),
        ("{{sources}}\n", &source_rows(&scaffold.sources, answers)),
    ];
    let mut skill = SkillFiles::new(NAME);
    for (path, text) in scaffold.files.markdown() {
        let filled = values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value));
        skill.put(path, &filled);
    }
    Ok(proofs_file::refreshed(&skill, &[]))
}

/// The library below the client that `references/project.md` names; `None` where it does not say.
pub(crate) fn library_of(files: &SkillFiles) -> Option<Applies> {
    let text = files.text("references/project.md")?.to_lowercase();
    let line = text.lines().find(|line| line.trim_start_matches(['|', ' ']).starts_with("client"))?;
    match (line.contains("librdkafka") || line.contains("confluent"), line.contains("java")) {
        (true, _) => Some(Applies::Librdkafka),
        (false, true) => Some(Applies::Java),
        (false, false) => None,
    }
}

fn source_rows(sources: &[Source], answers: &Answers) -> String {
    let fits = |source: &&Source| match source.r#for {
        For::Any => true,
        For::Python => answers.language == Language::Python,
        For::Librdkafka => answers.language != Language::Java,
        For::Java => answers.language == Language::Java,
        For::Strimzi => answers.runs_on == RunsOn::Kubernetes,
    };
    let row = |source: &Source| {
        format!(
            "| {} | [{}]({}) | {} | {} |\n",
            source.tag, source.page, source.address, source.version, source.fact
        )
    };
    sources.iter().filter(fits).map(row).collect()
}

/// An answer as it may stand in YAML quotes, a heading and a table cell.
fn usable(field: &'static str, answer: &str) -> Result<String, SkillError> {
    let answer = answer.split_whitespace().collect::<Vec<_>>().join(" ");
    let wrong = |reason: String| Err(SkillError::Answer { field, reason });
    if answer.is_empty() {
        return wrong("it is empty; a few words are enough, for example “a library's loans”".to_owned());
    }
    if answer.chars().count() > 80 {
        return wrong(format!("it has {} characters; 80 are taken", answer.chars().count()));
    }
    if let Some(c) = answer.chars().find(|c| c.is_control() || "<>\"\\|`{}[]".contains(*c)) {
        return wrong(format!("it holds “{}”, which cannot stand in the skill's first lines", c));
    }
    if answer.contains("---") {
        return wrong("it holds “---”, which ends the skill's first lines".to_owned());
    }
    Ok(answer)
}
