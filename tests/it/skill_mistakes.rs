//! The mistakes of lab 00: each is found, by its own rule.

use insta::assert_snapshot;
use kafka_workbench::skill::SkillFiles;

use crate::skill::{findings, finished_lesson_0, listed};

fn with(from: &str, to: &str) -> SkillFiles {
    let skill = finished_lesson_0();
    let text = skill.text("SKILL.md").unwrap();
    assert!(text.contains(from), "SKILL.md does not hold {from:?}");
    let text = text.replacen(from, to, 1);
    skill.with("SKILL.md", &text)
}

const WHEN: &str = " Use when writing or reviewing Kafka code, naming topics or reading consumer lag.";

#[test]
fn the_name_differs() {
    assert_snapshot!(listed(&findings(&with("name: kafka-events", "name: kafka-event-skill"))), @"
    error[A7 folder-name/differs] SKILL.md:2:7: the skill is named “kafka-event-skill” and its folder “kafka-events”; agents that compare the two skip it without a word
      fix: write `name: kafka-events`, or rename the folder to kafka-event-skill
    ");
}

#[test]
fn no_when_clause() {
    assert_snapshot!(listed(&findings(&with(WHEN, ""))), @"
    error[B1 when-clause/missing] SKILL.md:3:14: the description does not say when to use the skill, so an agent cannot tell which request it is for
      fix: add a sentence that starts with “Use when”, with words that a user would type
    ");
}

#[test]
fn persona_filler() {
    assert_snapshot!(listed(&findings(&with("## Critical rules", "You are a senior Kafka architect with years of experience.\n\n## Critical rules"))), @"
    error[D6 persona/role] SKILL.md:11:1: “you are a” gives the agent a role; it adds no fact that the agent could use
      fix: remove the sentence, or put the fact or decision in its place
    ");
}

#[test]
fn a_description_over_1024_characters() {
    let long =
        format!("{WHEN} {}", "Also for topics, keys, partitions, offsets, groups and lag. ".repeat(20));
    assert_snapshot!(listed(&findings(&with(WHEN, &long))), @"
    error[A9 description-length/over] SKILL.md:3:1039: the description has 1415 characters, 391 more than the 1,024 that agents take
      fix: keep what the skill does and when to use it; move the rest below the front matter
    ");
}

#[test]
fn a_claim_without_source() {
    let rules = "- **Say how long records stay.**";
    assert_snapshot!(listed(&findings(&with(rules, &format!("- **Set linger.ms to 0.** It is faster.\n{rules}")))), @"
    error[D2 claims/no-source] SKILL.md:15:1: “Set linger.ms to 0” names no source and no proof
      fix: end it with the tag of its row in references/sources.md, for example [S1]
    ");
}

#[test]
fn marked_as_proved_without_a_proof() {
    assert_snapshot!(listed(&findings(&with("[S2]", "[L05.1]"))), @"
    error[D4 unproved/tag] SKILL.md:14:78: [L05.1] marks this as proved, and no passed lab has proved it
      fix: name its source instead, for example [S1]; the tag comes when the lab is passed
    ");
}

#[test]
fn a_source_without_version() {
    let skill = finished_lesson_0();
    let text = skill.text("references/sources.md").unwrap().to_owned();
    let row = "| S10 | [Some page](https://example.org/kafka) | the newest | Topics are logs. |\n";
    assert_snapshot!(listed(&findings(&skill.with("references/sources.md", &format!("{text}{row}")))), @"
    error[D3 sources/version] references/sources.md:12:1: the row names no version that the page speaks of
      fix: write product and version: Apache Kafka 4.3
    ");
}
