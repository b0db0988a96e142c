//! What the learner wrote stands: beside an offer, after a proof, and in place of one.

use insta::assert_snapshot;
use kafka_workbench::skill::offer::PieceState;
use kafka_workbench::skill::{Decision, Known, SkillFiles, accept, check, diff, write_changes};

use crate::skill::{finished_lesson_0, listed, producers, proofs_of};
use crate::skill_offer::{offered, one, piece, text_of};

#[test]
fn the_learners_words_stand() {
    let mine = "- **Flush, then look at what it returns.** `flush(30)` above 0 means records were lost; exit 1. [S4]";
    let skill = finished_lesson_0();
    let text = skill.text("SKILL.md").unwrap().replace("- **Expect order", &format!("- **Flush before the program ends.** My own words,\n  on two lines. [S4]\n{mine}\n- **Expect order"));
    let skill = skill.with("SKILL.md", &text);
    let offer = offered(&skill);
    let flush = piece(&offer, "rule/flush-before-exit");
    assert_snapshot!(format!("{:#?}\n{:?}", flush.state, flush.note), @r#"
    Theirs {
        file: "SKILL.md",
        line: 14,
        last: 15,
        text: "- **Flush before the program ends.** My own words,\n  on two lines. [S4]",
    }
    Some("SKILL.md:14 says it in other words; those stand")
    "#);
    let after = accept(&skill, &offer, &offer.everything()).unwrap();
    assert!(after.text("SKILL.md").unwrap().contains("My own words,\n  on two lines. [S4]\n"));
    assert_eq!(after.text("SKILL.md").unwrap().matches("`produce()` only queues").count(), 0);
    let error = accept(&skill, &offer, &one(&offer, "rule/flush-before-exit", Decision::Accept)).unwrap_err();
    assert_snapshot!(error, @"nothing was changed: 05-first-producer/rule/flush-before-exit stands at SKILL.md:14 in other words; edit it there, or give the words to put in their place");
    let edited = accept(
        &skill,
        &offer,
        &one(&offer, "rule/flush-before-exit", Decision::Edit("**Flush.** Ours. [S4]".into())),
    )
    .unwrap();
    assert_snapshot!(text_of(&diff(&skill, &edited)), @"
    --- a/SKILL.md
    +++ b/SKILL.md
    @@ -11,8 +11,7 @@
     ## Critical rules
     
     - **Key every record with its entity id.** Records of one key share a partition, and Kafka keeps order inside a partition only. Without a key, updates of one entity can be read out of order. [S1]
    -- **Flush before the program ends.** My own words,
    -  on two lines. [S4]
    +- **Flush.** Ours. [S4]
     - **Flush, then look at what it returns.** `flush(30)` above 0 means records were lost; exit 1. [S4]
     - **Expect order inside a partition only.** Across partitions there is none. [S2]
     - **Say how long records stay.** The default is seven days. [S3]
    ");
}

#[test]
fn reworded_after_the_proof() {
    let skill = finished_lesson_0();
    let offer = offered(&skill);
    let after = accept(&skill, &offer, &offer.everything()).unwrap();
    let text =
        after.text("SKILL.md").unwrap().replace("only queues; call", "only puts into a queue; always call");
    let reworded = after.with("SKILL.md", &text);
    let proofs = proofs_of(&producers());
    assert_snapshot!(listed(&check(&reworded, &Known::Records(&proofs))), @"
    warning[D5 proof-wording/earlier] SKILL.md:16:228: [L05.1]: the proof covers the earlier wording
      fix: keep the new words and name a source, or go back to the words that were proved
    ");
    let refreshed = kafka_workbench::skill::proofs_file::refreshed(&reworded, &proofs);
    assert_snapshot!(refreshed.text("references/proofs.md").unwrap(), @"
    # Proofs

    Written from the records of runs against a real cluster; edits here are replaced. Each row: the check
    that held, and the mistake that makes it fail. Read it only to answer where a rule comes from.

    | Tag | Rule | Lab | Check | Broken by | Client | Versions | Covers |
    | --- | --- | --- | --- | --- | --- | --- | --- |
    | L05.1 | Flush before the program ends (librdkafka clients) | 05-first-producer | three-records | no-flush | confluent-kafka 2.16.1 | Apache Kafka 4.3.1, librdkafka 2.16.0 | an earlier wording |
    | L05.2 | Key every record with its entity id | 05-first-producer | key-is-id | no-key | confluent-kafka 2.16.1 | Apache Kafka 4.3.1, librdkafka 2.16.0 | this wording |
    | L05.3 | Read the error in every delivery report | 05-first-producer | failure-is-loud | ignores-callback-error | confluent-kafka 2.16.1 | Apache Kafka 4.3.1, librdkafka 2.16.0 | this wording |
    | L05.4 | Derive the key from the entity, never generate it | 05-first-producer | key-is-id | random-key | confluent-kafka 2.16.1 | Apache Kafka 4.3.1, librdkafka 2.16.0 | this wording |
    | L05.5 | Leave the partition to the key | 05-first-producer | one-key-one-partition | spreads-by-hand | confluent-kafka 2.16.1 | Apache Kafka 4.3.1, librdkafka 2.16.0 | this wording |
    | L05.6 | Say that a record is sent once its delivery report says so | 05-first-producer | reports-match-log | reports-before-delivery | confluent-kafka 2.16.1 | Apache Kafka 4.3.1, librdkafka 2.16.0 | this wording |
    | L05.7 | Write times in UTC, as RFC 3339 with `Z` or `+00:00` | 05-first-producer | utc-times | local-time | confluent-kafka 2.16.1 | Apache Kafka 4.3.1, librdkafka 2.16.0 | this wording |
    | L05.8 | Call `produce()` once a record | 05-first-producer | three-records | sends-twice | confluent-kafka 2.16.1 | Apache Kafka 4.3.1, librdkafka 2.16.0 | this wording |
    | L05.9 | Serialise each value on purpose, to JSON in UTF-8 | 05-first-producer | value-shape | python-text | confluent-kafka 2.16.1 | Apache Kafka 4.3.1, librdkafka 2.16.0 | this wording |
    ");
    assert!(matches!(piece(&offered(&reworded), "rule/flush-before-exit").state, PieceState::Theirs { .. }));
}

#[test]
fn edited_words_carry_the_earlier_proof() {
    let skill = finished_lesson_0();
    let offer = offered(&skill);
    let edit = Decision::Edit("**Write UTC.**\nWith `Z`, always. [L05.7]".into());
    let after = accept(&skill, &offer, &one(&offer, "rule/utc-times", edit)).unwrap();
    assert!(
        after
            .text("references/producers.md")
            .unwrap()
            .contains("\n- **Write UTC.** With `Z`, always. [L05.7]\n")
    );
    assert!(after.text("references/proofs.md").unwrap().contains("an earlier wording"));
}

#[test]
fn accepted_pieces_are_written_without_touching_what_changed_meanwhile() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("kafka-events");
    let skill = finished_lesson_0();
    write_changes(&dir, &SkillFiles::new("kafka-events"), &skill).unwrap();
    assert!(SkillFiles::read(&dir).unwrap() == skill);
    let offer = offered(&skill);
    let after = accept(&skill, &offer, &offer.everything()).unwrap();

    // An edit in another file stays; one in a file that would change stops everything.
    let row = "| task-created | task id | task.created | API |\n";
    let project = format!("{}{row}", skill.text("references/project.md").unwrap());
    std::fs::write(dir.join("references/project.md"), &project).unwrap();
    std::fs::write(dir.join("SKILL.md"), "mine").unwrap();
    let error = write_changes(&dir, &skill, &after).unwrap_err().to_string();
    assert_snapshot!(error.replace(&home.path().display().to_string(), "[HOME]"), @"[HOME]/kafka-events/SKILL.md was changed since it was read, so nothing was written");
    assert!(!dir.join("references/producers.md").exists());

    std::fs::write(dir.join("SKILL.md"), skill.text("SKILL.md").unwrap()).unwrap();
    write_changes(&dir, &skill, &after).unwrap();
    assert_eq!(std::fs::read_to_string(dir.join("references/project.md")).unwrap(), project);
    // Undo: the same step the other way round.
    write_changes(&dir, &after, &skill).unwrap();
    assert!(SkillFiles::read(&dir).unwrap() == skill.with("references/project.md", &project));
}
