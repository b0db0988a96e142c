//! Skills for the rules' own tests: one that nothing is found in, and small changes to it.

use super::{Known, check};
use crate::skill::files::SkillFiles;

/// A SKILL.md that no rule objects to.
pub(crate) const GOOD: &str = r#"---
name: kafka-events
description: "Designs and reviews Kafka producers and consumers. Use when writing Kafka code, naming topics or reading consumer lag."
---

# Kafka events

## Critical rules

- **Key every record with its entity id.** Order holds inside a partition only. [S1]
- **Flush before the end.** Queued records are lost at exit. [S2]
- **Read the report's error.** A refused record is reported there and nowhere else. [S2]

## Reference files

| File | Read it when |
| --- | --- |
| references/sources.md | a fact needs its page |
"#;

/// Pages for the tags of [`GOOD`].
pub(crate) const SOURCES: &str = "# Sources\n\n| Tag | Page | Version | Fact |\n| --- | --- | --- | --- |\n| S1 | [Design](https://kafka.apache.org/43/design/design/) | Apache Kafka 4.3 | A key picks the partition |\n| S2 | [Python client](https://docs.confluent.io/) | confluent-kafka 2.16 | produce() queues |\n";

/// The skill without findings.
pub(crate) fn good() -> SkillFiles {
    SkillFiles::new("kafka-events").with("SKILL.md", GOOD).with("references/sources.md", SOURCES)
}

/// The good skill with a piece of SKILL.md replaced; the piece must be there.
pub(crate) fn changed(from: &str, to: &str) -> SkillFiles {
    assert!(GOOD.contains(from), "GOOD does not hold {from:?}");
    good().with("SKILL.md", &GOOD.replacen(from, to, 1))
}

/// The good skill with another description.
pub(crate) fn described(description: &str) -> SkillFiles {
    let line = GOOD.lines().find(|line| line.starts_with("description:")).unwrap();
    changed(line, &format!("description: {description}"))
}

/// Findings of one rule, as a reader sees them.
pub(crate) fn found(rule: &str, files: &SkillFiles) -> String {
    listed(rule, files, &Known::Records(&[]))
}

/// The same with what is known of proofs.
pub(crate) fn listed(rule: &str, files: &SkillFiles, known: &Known<'_>) -> String {
    let findings = check(files, known);
    let of_rule = findings.iter().filter(|finding| finding.rule == rule);
    of_rule.map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn nothing_is_found_in_the_good_skill() {
    insta::assert_debug_snapshot!(check(&good(), &Known::Records(&[])), @"[]");
}

/// A proof of that rule for those words.
pub(crate) fn proof(rule: &str, text: &str) -> crate::skill::proof::Proof {
    crate::skill::proof::Proof {
        rule: rule.into(),
        lab: "05-first-producer".into(),
        check: "three-records".into(),
        mistake: "no-flush".into(),
        client: "confluent-kafka 2.16.1".into(),
        versions: "Apache Kafka 4.3.1, librdkafka 2.16.0".into(),
        text_digest: crate::skill::proof::text_digest(text),
        check_digest: "c".into(),
    }
}
