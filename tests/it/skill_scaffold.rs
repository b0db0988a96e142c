//! Lesson 0: every answer gives a skill that loads, and that says what is left to write.

use std::fs;
use std::path::Path;

use insta::assert_snapshot;
use kafka_workbench::skill::fragment::ProofRef;
use kafka_workbench::skill::scaffold::{Language, RunsOn};
use kafka_workbench::skill::{Answers, Fragment, Scaffold, SkillFiles, panel, scaffold};

use crate::skill::{content, findings, finished_lesson_0, listed, producers, scaffolded};

const LANGUAGES: [Language; 6] =
    [Language::Python, Language::Java, Language::JavaScript, Language::Go, Language::DotNet, Language::Rust];
const PLACES: [RunsOn; 5] =
    [RunsOn::Laptop, RunsOn::Containers, RunsOn::Kubernetes, RunsOn::Managed, RunsOn::Servers];

#[test]
fn the_scaffold_loads_and_says_what_is_missing() {
    let skill = scaffolded(&Answers::default());
    assert_snapshot!(listed(&findings(&skill)), @"
    error[B1 when-clause/missing] SKILL.md:3:14: the description does not say when to use the skill, so an agent cannot tell which request it is for
      fix: add a sentence that starts with “Use when”, with words that a user would type
    error[D1 rules/few] SKILL.md:11:1: SKILL.md holds 1 of the three rules that an agent needs at least to write anything differently
      fix: below “Critical rules”, add `- **What to do.** Why it matters. [S1]`, with the tag of a page in references/sources.md
    ");
    let panel = panel(&skill, &findings(&skill));
    let loads: Vec<String> =
        panel.iter().map(|r| format!("{} {:?} {:?}", r.client, r.loads, r.cut)).collect();
    assert_snapshot!(loads.join("\n"), @"
    Claude Code Yes []
    claude.ai upload Yes []
    Codex Yes []
    Gemini CLI Yes []
    VS Code Yes []
    Cursor Yes []
    OpenCode Yes []
    ");
}

#[test]
fn what_every_answer_gives_differs_in_words_only() {
    for language in LANGUAGES {
        for runs_on in PLACES {
            let answers = Answers { language, runs_on, ..Answers::default() };
            let codes: Vec<&str> =
                findings(&scaffolded(&answers)).iter().map(|finding| finding.code).collect();
            assert_eq!(codes, ["when-clause/missing", "rules/few"], "{answers:?}");
        }
    }
}

#[test]
fn nothing_is_found_once_the_lesson_is_done() {
    assert_eq!(listed(&findings(&finished_lesson_0())), "");
}

#[test]
fn the_files_read_well() {
    let answers = Answers {
        domain: "a library's  loans".into(),
        project: Some("Riverside".into()),
        language: Language::Java,
        runs_on: RunsOn::Kubernetes,
    };
    let skill = scaffolded(&answers);
    assert_eq!(
        skill.files.keys().collect::<Vec<_>>(),
        ["SKILL.md", "references/project.md", "references/proofs.md", "references/sources.md"]
    );
    assert_snapshot!(skill.text("SKILL.md").unwrap(), @r#"
    ---
    name: kafka-events
    description: "Designs, writes and reviews Kafka producers, consumers, topics and event formats for a library's loans, with the Java client kafka-clients."
    ---

    # Kafka events for a library's loans

    Topics, names and clients of this project: references/project.md. Read it before writing code.
    The tag at the end of a rule says where it comes from: `[S1]` a page in references/sources.md, `[L05.1]` a run in references/proofs.md.

    ## Critical rules

    - **Key every record with its entity id.** Records of one key share a partition, and Kafka keeps order inside a partition only. Without a key, updates of one entity can be read out of order. [S1]

    ## Decisions

    | Question | Choice | Why |
    | --- | --- | --- |
    | How long are records kept? | set `retention.ms` for each topic | unset, it is 7 days, whatever the domain asks for [S3] |

    ## Working order

    1. Read references/project.md, then the reference file of the topic at hand.
    2. Write or change the code so that each critical rule holds. Where one is left out on purpose, say which and why.
    3. Run it against a broker. Compare what the log holds (keys, values, offsets, committed offsets) with what was asked for.
    4. Where they differ, fix the cause and go back to step 3.

    ## Reference files

    | File | Read it when |
    | --- | --- |
    | references/project.md | naming a topic, choosing a key or a client |
    | references/sources.md | a fact needs its page and version |
    | references/proofs.md | somebody asks where a rule comes from |
    "#);
    assert_snapshot!(skill.text("references/project.md").unwrap(), @"
    # Project

    What is settled for this project. It comes before the rules; where the two differ, say so.

    | Question | Answer |
    | --- | --- |
    | Domain | a library's loans |
    | Project | Riverside |
    | Language | Java |
    | Client | the Java client kafka-clients (Java) |
    | Kafka runs | on Kubernetes with Strimzi |

    ## Names

    - Topics are kebab-case, one a domain: `task-events`.
    - Keys are ids of entities: `task-001`.
    - Event types are a noun and a past participle: `task.created`.

    ## Topics

    | Topic | Key | Events | Written by |
    | --- | --- | --- | --- |
    ");
    assert_snapshot!(skill.text("references/proofs.md").unwrap(), @"
    # Proofs

    Written from the records of runs against a real cluster; edits here are replaced. Each row: the check
    that held, and the mistake that makes it fail. Read it only to answer where a rule comes from.

    No rule is proved yet.
    ");
    assert_snapshot!(skill.text("references/sources.md").unwrap(), @"
    # Sources

    Official pages, the version they speak of, and the fact taken from each. A fact without its row here is an opinion.

    | Tag | Page | Version | Fact |
    | --- | --- | --- | --- |
    | S1 | [Kafka documentation: Design, The Producer](https://kafka.apache.org/43/design/design/) | Apache Kafka 4.3 | The key given with a record is hashed to pick its partition, so records of one key go to one partition. |
    | S2 | [Kafka documentation: Introduction](https://kafka.apache.org/43/getting-started/introduction/) | Apache Kafka 4.3 | A consumer reads the events of one topic partition in the order in which they were written; across partitions there is no such order. |
    | S3 | [Kafka documentation: Topic configs](https://kafka.apache.org/43/configuration/topic-configs/) | Apache Kafka 4.3 | `retention.ms` is 604800000 (7 days) and `cleanup.policy` is `delete` unless the topic or the broker sets another value. |
    | S6 | [Kafka javadoc: KafkaProducer](https://kafka.apache.org/43/javadoc/org/apache/kafka/clients/producer/KafkaProducer.html) | Apache Kafka 4.3 | `send()` is asynchronous: it adds the record to a buffer and returns; the result comes by the Future or the callback. |
    | S7 | [Kafka documentation: Producer configs](https://kafka.apache.org/43/configuration/producer-configs/) | Apache Kafka 4.3 | `acks` is all and `enable.idempotence` is true unless set otherwise. |
    | S8 | [Strimzi: Deploying and Managing](https://strimzi.io/docs/operators/1.2.0/deploying.html) | Strimzi 1.2.0 | A cluster is a Kafka resource with KafkaNodePool resources; a KafkaTopic belongs to the cluster named by its label `strimzi.io/cluster`. |
    | S9 | [Strimzi: release 1.2.0](https://github.com/strimzi/strimzi-kafka-operator/releases/tag/1.2.0) | Strimzi 1.2.0 | Apache Kafka 4.3.1 is supported; resources are `kafka.strimzi.io/v1`, and v1beta2 is served no longer. |
    ");
}

#[test]
fn its_rule_is_word_for_word_the_one_that_lesson_5_proves() {
    let rule = &producers().rules[1];
    assert!(scaffolded(&Answers::default()).text("SKILL.md").unwrap().contains(&rule.words()));
}

#[test]
fn answers_that_cannot_stand_are_refused() {
    let read = Scaffold::read(&content("scaffold")).unwrap();
    let refused = |domain: &str| {
        let answers = Answers { domain: domain.into(), ..Answers::default() };
        scaffold(&read, &answers).err().map(|error| error.to_string()).unwrap_or_default()
    };
    let answers = ["", "loans\" and more", "a --- b", &"x".repeat(81), "<b>", "{{client}}"];
    assert_snapshot!(answers.map(refused).join("\n"), @r#"
    the answer for “domain” cannot be used: it is empty; a few words are enough, for example “a library's loans”
    the answer for “domain” cannot be used: it holds “"”, which cannot stand in the skill's first lines
    the answer for “domain” cannot be used: it holds “---”, which ends the skill's first lines
    the answer for “domain” cannot be used: it has 81 characters; 80 are taken
    the answer for “domain” cannot be used: it holds “<”, which cannot stand in the skill's first lines
    the answer for “domain” cannot be used: it holds “{”, which cannot stand in the skill's first lines
    "#);
}

#[test]
fn a_broken_scaffold_names_its_place() {
    let broken = content("scaffold").with("scaffold.yaml", "sources:\n  - tag: S1\n    fur: any\n");
    assert_snapshot!(Scaffold::read(&broken).unwrap_err(), @"scaffold/scaffold.yaml:3:5: unknown field `fur`, expected one of tag, for, page, address, version, fact");
    assert_snapshot!(Scaffold::read(&SkillFiles::new("scaffold")).unwrap_err(), @"scaffold/scaffold.yaml:1:1: the file is missing or is not UTF-8");
}

#[test]
fn every_proof_names_a_check_of_its_lab_and_a_mistake_that_fails_it() {
    #[derive(serde::Deserialize)]
    struct Mistake {
        fails: Vec<String>,
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut proofs = 0;
    for folder in fs::read_dir(root.join("skills/fragments")).unwrap() {
        let fragment = Fragment::read(&SkillFiles::read(&folder.unwrap().path()).unwrap()).unwrap();
        for ProofRef { lab, check, mistake } in fragment.rules.iter().filter_map(|rule| rule.proof.as_ref()) {
            let file = root.join("labs").join(lab).join("wrong").join(mistake).join("mistake.yaml");
            let text =
                fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            let fails = serde_saphyr::from_str::<Mistake>(&text).unwrap().fails;
            assert!(fails.contains(check), "{lab}: {mistake} fails {fails:?}, not {check}");
            proofs += 1;
        }
        // A fragment may hold questions only; one with rules has proved some of them.
        let proved = fragment.rules.iter().any(|rule| rule.proof.is_some());
        assert!(proved || fragment.rules.is_empty(), "{}: no rule is proved", fragment.lesson);
    }
    assert!(proofs > 0, "no fragment was read");
}
