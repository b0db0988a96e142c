//! No text makes the rubric or an offer panic: 100,000 skills that nobody would write.

use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

use kafka_workbench::skill::{Answers, Known, SkillFiles, accept, check, offer, panel};

use crate::skill::{finished_lesson_0, producers, proofs_of, scaffolded};

const ODD: [&str; 44] = [
    "---",
    "---\n",
    "\n---\n",
    "\t",
    "\r\n",
    "\u{feff}",
    "\0",
    "ß",
    "İ",
    "\u{1F980}",
    "`",
    "```",
    "~~~",
    "**",
    "**.**",
    "[S1]",
    "[L05.1]",
    "[L",
    "]",
    "[S1](",
    "|",
    "| --- |",
    "\\|",
    "- ",
    "1. ",
    "- [ ] ",
    "# ",
    "####### ",
    "name: ",
    "description: ",
    "metadata: {a: [b]}",
    "&a",
    "*a",
    "<<: *a",
    "!!str",
    "\"",
    "'",
    ": ",
    " #",
    "references/",
    "assets/x.py",
    "!`ls`",
    "$ARGUMENTS",
    "@a/b.md",
];

fn oddly(text: &str, random: &mut SmallRng) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..random.random_range(1..8) {
        let at = random.random_range(0..=chars.len());
        match random.random_range(0..5) {
            0 => drop(chars.drain(at..(at + random.random_range(0..40)).min(chars.len()))),
            1 => chars.truncate(at),
            2 => {
                let again: Vec<char> = chars[at..(at + 60).min(chars.len())].to_vec();
                chars.splice(at..at, again);
            }
            _ => {
                let piece = ODD[random.random_range(0..ODD.len())];
                chars.splice(at..at, piece.chars());
            }
        }
    }
    chars.into_iter().collect()
}

/// Only odd pieces, nothing of a skill.
fn noise(random: &mut SmallRng) -> String {
    (0..random.random_range(0..40)).map(|_| ODD[random.random_range(0..ODD.len())]).collect()
}

#[test]
fn no_text_makes_the_rubric_panic() {
    let head = "---\nname: kafka-events\ndescription: \"Writes producers. Use when writing Kafka code.\"\n---\n\n# T\n\n## Critical rules\n\n- **Flush.** It\n  queues. [S1]\n\n| A | B |\n| --- | --- |\n| x | y |\n";
    // A debug build takes about 0.4 ms a skill: all of them in CI, a fifth at the desk.
    let skills = if std::env::var("CI").as_deref() == Ok("true") { 100_000 } else { 20_000 };
    let with_findings: usize = std::thread::scope(|scope| {
        let halves = [5, 7].map(|seed| scope.spawn(move || odd_skills(head, seed, skills / 2)));
        halves.map(|half| half.join().unwrap()).iter().sum()
    });
    assert!(with_findings * 10 > skills * 9, "only {with_findings} of {skills} had findings");
}

/// Checks odd skills; how many had findings.
fn odd_skills(head: &str, seed: u64, rounds: usize) -> usize {
    let proofs = proofs_of(&producers());
    let mut random = SmallRng::seed_from_u64(seed);
    let mut with_findings = 0;
    for round in 0..rounds {
        let text = if round % 10 == 0 { noise(&mut random) } else { oddly(head, &mut random) };
        let mut skill = SkillFiles::new("kafka-events").with("SKILL.md", &text);
        match round % 4 {
            0 => skill.put("references/sources.md", &noise(&mut random)),
            1 => skill.put("references/proofs.md", &noise(&mut random)),
            2 => skill.put(&noise(&mut random), &text),
            _ => {}
        }
        let findings = check(&skill, &Known::Records(&proofs));
        with_findings += usize::from(!findings.is_empty());
        assert!(findings.iter().all(|f| (f.line == 0) == (f.column == 0)), "{findings:?} in {text:?}");
        assert_eq!(panel(&skill, &findings).len(), 7);
    }
    with_findings
}

#[test]
fn no_text_makes_an_offer_panic_or_lose_the_learners_lines() {
    let (fragment, proofs) = (producers(), proofs_of(&producers()));
    let mut random = SmallRng::seed_from_u64(6);
    for round in 0..300 {
        let start = if round % 2 == 0 { finished_lesson_0() } else { scaffolded(&Answers::default()) };
        let text = oddly(start.text("SKILL.md").unwrap(), &mut random);
        let skill = start.with("SKILL.md", &text).with("references/producers.md", &noise(&mut random));
        let offer = offer(&skill, &fragment, &proofs);
        let after = accept(&skill, &offer, &offer.everything()).unwrap();
        for path in ["SKILL.md", "references/producers.md", "references/sources.md"] {
            let kept = after.text(path).unwrap();
            let lost = skill.text(path).unwrap().lines().find(|line| {
                let untagged = line.replace("[S1]", "").replace("[L05.2]", "");
                !kept.lines().any(|k| k.replace("[L05.2]", "").replace("[S1]", "").trim() == untagged.trim())
            });
            assert_eq!(lost, None, "{path} in round {round}");
        }
    }
}
