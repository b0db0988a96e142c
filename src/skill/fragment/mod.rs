//! What a lesson contributes to the skill: rules with reasons, rows, gotchas, a pattern, questions.
//!
//! A fragment is content, in `skills/fragments/NN-slug/fragment.yaml`; adding one needs no Rust.

mod lint;
mod read;

use schemars::JsonSchema;
use serde::Deserialize;

use super::proof::{Proof, text_digest};

/// A lesson's fragment.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Fragment {
    /// The lesson's folder: `05-first-producer`.
    pub lesson: String,
    /// The reference that what is not critical goes to; none where the fragment has only questions.
    #[serde(default)]
    pub topic: Option<Topic>,
    /// Rules, critical ones into SKILL.md.
    #[serde(default)]
    pub rules: Vec<RuleText>,
    /// Rows of the decision table.
    #[serde(default)]
    pub decisions: Vec<DecisionRow>,
    /// Traps, each with the symbol that it hangs on.
    #[serde(default)]
    pub gotchas: Vec<Gotcha>,
    /// Rows of the error table.
    #[serde(default)]
    pub errors: Vec<ErrorRow>,
    /// Lines to tick off in a review.
    #[serde(default)]
    pub checklist: Vec<String>,
    /// Pages that the fragment's facts come from.
    #[serde(default)]
    pub sources: Vec<SourceRow>,
    /// A file to start from.
    #[serde(default)]
    pub pattern: Option<Pattern>,
    /// What the skill must be able to answer afterwards.
    #[serde(default)]
    pub gaps: Vec<Gap>,
}

/// The reference file of a topic.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Topic {
    /// `producers` for `references/producers.md`.
    pub name: String,
    /// Its heading.
    pub title: String,
    /// When an agent should read it; completes “Read it when …”.
    pub read_when: String,
}

/// Which clients a rule speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Applies {
    /// librdkafka and everything built on it.
    Librdkafka,
    /// The Java client.
    Java,
    /// The brokers, whatever the client.
    Broker,
    /// Everything.
    Any,
}

/// A rule.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RuleText {
    /// Stable and readable: `flush-before-exit`.
    pub id: String,
    /// The tag that it carries once proved: `L05.1`.
    pub tag: String,
    /// Whether it belongs into SKILL.md itself.
    #[serde(default)]
    pub critical: bool,
    /// The bold phrase, an instruction, without a full stop.
    pub lead: String,
    /// What to do, in full sentences.
    pub text: String,
    /// What goes wrong otherwise, in full sentences.
    pub reason: String,
    /// Whom it speaks of.
    pub applies: Applies,
    /// The tag of its page: `S3`, or one of the fragment's own.
    pub source: String,
    /// The check that proves it; without one the rule is advice.
    #[serde(default)]
    pub proof: Option<ProofRef>,
}

/// Which check proves a rule, and which mistake breaks it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ProofRef {
    /// The lab's folder.
    pub lab: String,
    /// The check's id.
    pub check: String,
    /// The mistake's folder.
    pub mistake: String,
}

/// A row of the decision table.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DecisionRow {
    /// Whether it belongs into SKILL.md itself.
    #[serde(default)]
    pub critical: bool,
    /// First cell; the row is found again by it.
    pub question: String,
    /// The one default.
    pub choice: String,
    /// Why, and when otherwise.
    pub why: String,
}

/// A trap.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Gotcha {
    /// The symbol, as code writes it: `flush(timeout)`.
    pub symbol: String,
    /// What it does, following the symbol in the bold phrase.
    pub lead: String,
    /// What follows from it and what to do.
    pub text: String,
    /// The tag of its page.
    pub source: String,
}

/// A row of the error table.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ErrorRow {
    /// What is seen; the row is found again by it.
    pub error: String,
    /// What it means.
    pub cause: String,
    /// What to do.
    pub fix: String,
}

/// A row of `references/sources.md`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SourceRow {
    /// `S05.1`: the lesson's number, then its own.
    pub tag: String,
    /// The page's name.
    pub page: String,
    /// Its address.
    pub address: String,
    /// Product and version.
    pub version: String,
    /// What was taken from it.
    pub fact: String,
}

/// A file that the skill carries to start from.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Pattern {
    /// The file in the fragment's folder.
    pub file: String,
    /// Where it goes: `assets/producer.py`.
    pub to: String,
    /// Completes “Read it when …”.
    pub read_when: String,
    /// The file's text; read from `file`, never written in the YAML.
    #[serde(skip)]
    pub text: String,
}

/// A question that the skill must answer once the lesson is finished.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Gap {
    /// The question.
    pub question: String,
    /// Tags of the rules that answer it; empty where the description or the project file does.
    #[serde(default)]
    pub answered_by: Vec<String>,
}

impl RuleText {
    /// The rule's words, as they stand in the skill without marker and tag. Proofs are bound to them.
    pub fn words(&self) -> String {
        let whom = match self.applies {
            Applies::Librdkafka => " (librdkafka clients)",
            Applies::Java => " (Java client)",
            Applies::Broker => " (brokers)",
            Applies::Any => "",
        };
        format!("**{}{whom}.** {} {}", self.lead, self.text.trim(), self.reason.trim())
    }
}

impl Fragment {
    /// The proofs that a passed run of `lab` earns: those of its rules whose check held.
    /// `check_digest` gives a held check's digest by its id, and nothing for one that did not hold.
    pub fn earned(
        &self,
        lab: &str,
        client: &str,
        versions: &str,
        check_digest: impl Fn(&str) -> Option<String>,
    ) -> Vec<Proof> {
        let proved = self.rules.iter().filter_map(|rule| Some((rule, rule.proof.as_ref()?)));
        let proofs = proved.filter(|(_, proof)| proof.lab == lab).filter_map(|(rule, proof)| {
            Some(Proof {
                rule: rule.tag.clone(),
                lab: proof.lab.clone(),
                check: proof.check.clone(),
                mistake: proof.mistake.clone(),
                client: client.to_owned(),
                versions: versions.to_owned(),
                text_digest: text_digest(&rule.words()),
                check_digest: check_digest(&proof.check)?,
            })
        });
        proofs.collect()
    }

    /// The same fragment with another file as its pattern: the learner's own program, once it passed.
    #[must_use]
    pub fn with_pattern(mut self, text: &str) -> Self {
        if let Some(pattern) = &mut self.pattern {
            text.clone_into(&mut pattern.text);
        }
        self
    }
}
