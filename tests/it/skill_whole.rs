//! What the fragments of all lessons come to together.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use kafka_workbench::skill::fragment::Fragment;
use kafka_workbench::skill::{Known, Proof, accept, check, offer};

use crate::skill::{content, finished_lesson_0, listed};

/// Proofs of every rule, as a pass of each of the lesson's labs earns them.
fn proofs_of(fragment: &Fragment) -> Vec<Proof> {
    let proved = fragment.rules.iter().filter_map(|rule| rule.proof.as_ref());
    let labs: BTreeSet<&str> = proved.map(|proof| proof.lab.as_str()).collect();
    let earned =
        |lab| fragment.earned(lab, "confluent-kafka 2.16.0", "Apache Kafka 4.3.1", |_| Some("0".repeat(64)));
    labs.into_iter().flat_map(earned).collect()
}

#[test]
fn every_fragment_accepted_fits_and_leaves_nothing_to_find() {
    let folders = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("skills/fragments")).unwrap();
    let lessons: BTreeSet<String> =
        folders.map(|folder| folder.unwrap().file_name().into_string().unwrap()).collect();
    let mut skill = finished_lesson_0();
    let mut proofs = Vec::new();
    for lesson in lessons {
        let fragment = Fragment::read(&content(&format!("fragments/{lesson}"))).unwrap();
        proofs.extend(proofs_of(&fragment));
        let offered = offer(&skill, &fragment, &proofs);
        skill = accept(&skill, &offered, &offered.everything()).unwrap();
    }
    assert_eq!(listed(&check(&skill, &Known::Records(&proofs))), "");
    let text = skill.text("SKILL.md").unwrap();
    assert!(text.lines().count() <= 200 && text.len() <= 8_000, "{} bytes", text.len());
}
