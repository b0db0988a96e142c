//! What the skill tests share: the shipped content, and skills made from it.

use std::path::Path;

use kafka_workbench::skill::fragment::Fragment;
use kafka_workbench::skill::{Answers, Finding, Known, Proof, Scaffold, SkillFiles, check, scaffold};

/// A folder below `skills/`.
pub(crate) fn content(path: &str) -> SkillFiles {
    SkillFiles::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("skills").join(path)).unwrap()
}

/// The scaffold for some answers.
pub(crate) fn scaffolded(answers: &Answers) -> SkillFiles {
    scaffold(&Scaffold::read(&content("scaffold")).unwrap(), answers).unwrap()
}

/// The fragment of lesson 5.
pub(crate) fn producers() -> Fragment {
    Fragment::read(&content("fragments/05-first-producer")).unwrap()
}

/// The scaffold with what lesson 0 asks its learner for.
pub(crate) fn finished_lesson_0() -> SkillFiles {
    let mut skill = scaffolded(&Answers::default());
    let text = skill.text("SKILL.md").unwrap();
    let text = text.replace(
        " for Python.\"",
        " for Python. Use when writing or reviewing Kafka code, naming topics or reading consumer lag.\"",
    );
    let rules = "out of order. [S1]\n- **Expect order inside a partition only.** Across partitions there is none. [S2]\n- **Say how long records stay.** The default is seven days. [S3]\n";
    let text = text.replace("out of order. [S1]\n", rules);
    skill.put("SKILL.md", &text);
    skill
}

/// Proofs of every rule of the fragment, as a pass of its lab earns them.
pub(crate) fn proofs_of(fragment: &Fragment) -> Vec<Proof> {
    let versions = "Apache Kafka 4.3.1, librdkafka 2.16.0";
    fragment.earned(&fragment.lesson, "confluent-kafka 2.16.1", versions, |_| Some("0".repeat(64)))
}

/// Findings where no lab has been passed.
pub(crate) fn findings(skill: &SkillFiles) -> Vec<Finding> {
    check(skill, &Known::Records(&[]))
}

/// Findings as a reader sees them.
pub(crate) fn listed(findings: &[Finding]) -> String {
    findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
