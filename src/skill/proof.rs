//! What a passed lab says about a rule, bound to the words of both.
//!
//! A proof names the check that held, the mistake that breaks it, and the client and versions that
//! it was seen with. When and in which attempt is kept in home and never travels with the skill.

use serde::{Deserialize, Serialize};

use super::files::digest_of;
use super::tag::words_without_tags;

/// One rule, proved by one lab.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Proof {
    /// The rule's tag, without brackets: `L05.1`.
    pub rule: String,
    /// The lab's folder: `05-first-producer`.
    pub lab: String,
    /// The check that held: `three-records`.
    pub check: String,
    /// The shipped mistake that breaks it: `no-flush`.
    pub mistake: String,
    /// The client of the program that passed: `confluent-kafka 2.16.1`.
    pub client: String,
    /// Everything else that had a version: `Apache Kafka 4.3.1, librdkafka 2.16.0`.
    pub versions: String,
    /// [`text_digest`] of the rule's words at that time.
    pub text_digest: String,
    /// Digest of the check as the lab had it at that time.
    pub check_digest: String,
}

/// How a proof stands to the words and the check of today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Words and check are those that were proved.
    Current,
    /// The rule was reworded since.
    EarlierWording,
    /// The lab's check was changed since, so the proof is withdrawn.
    CheckChanged,
}

impl Proof {
    /// Whether the rule's words are those that were proved. Tags and line breaks do not matter.
    pub fn is_current(&self, rule_text: &str) -> bool {
        self.text_digest == text_digest(rule_text)
    }

    /// How the proof stands; `check_digest` is that of the lab's check today, where it is known.
    pub fn standing(&self, rule_text: &str, check_digest: Option<&str>) -> Standing {
        if check_digest.is_some_and(|digest| digest != self.check_digest) {
            Standing::CheckChanged
        } else if self.is_current(rule_text) {
            Standing::Current
        } else {
            Standing::EarlierWording
        }
    }
}

/// SHA-256 of a rule's words: its list marker, tags and line breaks left out.
pub fn text_digest(rule_text: &str) -> String {
    let text = rule_text.trim_start();
    let text = super::document::item_text(text).unwrap_or(text);
    digest_of(&words_without_tags(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_breaks_do_not_change_a_wording() {
        let proof = Proof {
            rule: "L05.1".into(),
            lab: "05-first-producer".into(),
            check: "three-records".into(),
            mistake: "no-flush".into(),
            client: "confluent-kafka 2.16.1".into(),
            versions: "Apache Kafka 4.3.1".into(),
            text_digest: text_digest("- **Flush.** It queues. [S3]"),
            check_digest: "c1".into(),
        };
        assert!(proof.is_current("**Flush.** It\n   queues. [L05.1]"));
        assert_eq!(proof.standing("**Flush.** It waits.", None), Standing::EarlierWording);
        assert_eq!(proof.standing("**Flush.** It queues.", Some("c1")), Standing::Current);
        assert_eq!(proof.standing("**Flush.** It queues.", Some("c2")), Standing::CheckChanged);
    }
}
