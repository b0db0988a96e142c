//! Programs that are asked over HTTP, files that they leave, experiments that are chosen, offsets that are set, and
//! steps that are meant to be refused.

use insta::assert_snapshot;
use serde_json::{Value, json};

use super::services::evidence;
use crate::harness::{Copy, Home, repository};

const COURSE: &str = "tests/fixtures/desk";
const LAB: &str = "labs/01-desk/lab.yaml";

fn home() -> Home {
    Home::new().with_course(repository(COURSE))
}

fn program(lab: &str, name: &str) -> String {
    repository(COURSE).join("labs").join(lab).join(name).display().to_string()
}

#[test]
fn what_programs_answer_and_what_they_file_is_graded() {
    let said = home().run(["verify", "1"]);
    assert_eq!(said.status, "0", "{said}");
    assert!(said.out.ends_with("5 runs, 0 not as they should be; 0 blocks; 0 skipped\n"), "{said}");
}

#[test]
fn a_response_is_kept_whatever_comes_of_a_request() {
    let home = home();
    assert_eq!(home.run(["grade", "1", "--dir", &program("01-desk", "solution")]).status, "0");
    let taken = evidence(&home, 0);
    let told = |step: &str| -> Vec<Value> {
        let responses = taken["responses"].as_array().unwrap().iter();
        let of_step = responses.filter(|response| response["step"] == step);
        of_step.map(|r| json!([r["path"], r["status"], r["body"]["error"], r["error"].is_string()])).collect()
    };
    assert_eq!(told("look-up")[0], json!(["/letters/l%2F1", 200, null, false]));
    assert_eq!(told("nowhere"), [json!(["/nowhere", 404, "no such letter", false])]);
    assert_eq!(told("closed"), [json!(["/health", null, null, true])]);
    let steps = ["hand-in", "nowhere", "closed"].map(|step| &taken["steps"][step]);
    assert_eq!(steps[0]["result"], json!({ "sent": 12, "answered": 12, "ok": 12 }));
    assert_eq!(steps.map(|step| step["meant"] == true), [false, true, true]);
    assert_eq!(steps[1]["error"], "desk did not do GET /nowhere: it was answered with 404");
    let tried = evidence(&home, 1);
    assert_eq!(tried["steps"]["choose"]["result"], json!({ "played": ["twice"], "unknown": [] }));
    assert_eq!(tried["steps"]["twice-http-2"]["meant"], true);
    assert_eq!(home.processes(), Vec::<u32>::new());
}

#[test]
fn what_was_to_be_refused_and_is_done_ends_the_scenario() {
    let home = home();
    let solution = repository(COURSE).join("labs/01-desk/solution");
    let text = std::fs::read_to_string(solution.join("desk.py")).unwrap();
    let folder = home.program("desk.py", &text.replace("in (None, *taken)", "is None"));
    home.write("program/answers.yaml", "[{ try: twice }]");
    assert_snapshot!(home.run(["grade", "1", "--dir", &folder]).result(), @"
    status 1
    failed: 3 of 3 checks held, and the scenario ended early

    What is tried is chosen
      ✗ POST /letters to desk was to be refused, and it was done
        expected  POST /letters to desk is refused
        got       it was done

    Held: Letters are taken
      ✓ Every letter that is handed in is taken, by its id
      ✓ Every letter that was taken is filed, once

    Held: What is tried is chosen
      ✓ The experiment that shows it was chosen

    Take letters at a desk, seed 0, [TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there
    The attempt is kept in [DIR]/home/attempts/[ATTEMPT-1].json
    ");
}

#[test]
fn answers_that_cannot_be_read_say_where() {
    let home = home();
    let text = std::fs::read_to_string(repository(COURSE).join("labs/01-desk/solution/desk.py")).unwrap();
    let folder = home.program("desk.py", &text);
    home.write("program/answers.yaml", "- { what: a letter, try: twice\n- { what: another\n");
    assert_snapshot!(home.run(["grade", "1", "--dir", &folder]).result(), @"
    status 1
    failed: 2 of 3 checks held

    What is tried is chosen
      ✗ answers.yaml:2:3 is neither YAML nor JSON: unclosed bracket '{'
        expected  answers.yaml holds answers, as YAML or JSON
        got       unclosed bracket '{' (the line is: - { what: another)
      ✗ Something else was tried: steps.choose.result.played is []

    Held: Letters are taken
      ✓ Every letter that is handed in is taken, by its id
      ✓ Every letter that was taken is filed, once

    Take letters at a desk, seed 0, [TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there
    The attempt is kept in [DIR]/home/attempts/[ATTEMPT-1].json
    ");
}

#[test]
fn offsets_are_set_and_refusals_are_meant() {
    let home = home();
    let said = home.run(["grade", "2", "--dir", &program("02-back", "solution")]);
    assert_eq!(said.status, "0", "{said}");
    let back = evidence(&home, 0);
    let set = ["end", "begin", "back"].map(|step| &back["steps"][step]["result"]["offsets"]);
    assert_eq!(set, [4, 0, 1].map(|offset| json!([{ "partition": 0, "offset": offset }])).each_ref());
    let refused = ["again", "nowhere", "wrong"].map(|step| &back["steps"][step]);
    assert!(refused.iter().all(|step| step["meant"] == true), "{refused:?}");
    assert_snapshot!(refused.map(|step| step["error"].as_str().unwrap()).join("\n"), @"
    Kafka refused to create the topic letter-sent: TopicAlreadyExists: Topic 'letter-sent' already exists.
    Kafka refused what was written to letter-lost: there is no such topic, and asking for it makes none
    Kafka refused to set the offsets of the group readers: the topic letter-sent has no partition 9
    ");
    let records = back["records"]["letter-sent"].as_array().unwrap();
    assert!(
        records.iter().all(|record| record["at"].is_null()),
        "the scenario's own pass no gateway: {records:?}"
    );
}

#[test]
fn bookmarks_that_are_put_back_are_graded() {
    let said = home().run(["verify", "2"]);
    assert_eq!(said.status, "0", "{said}");
}

/// What `list` says of the lab with `from` replaced by `to`.
#[track_caller]
fn typo(from: &str, to: &str) -> String {
    let copy = Copy::of(&repository(COURSE));
    copy.replace(LAB, from, to);
    let list = copy.home.run(["list"]);
    assert_eq!(list.status, "2", "{list}");
    list.err
}

#[test]
fn of_a_request_that_cannot_be_sent() {
    assert_snapshot!(typo("path: /nowhere", "path: nowhere"), @"
    error: a path begins with `/`
     --> labs/01-desk/lab.yaml:66:51
       |
    66 |       - http: { id: nowhere, program: desk, path: nowhere, expect: error }
       |                                                   ^
    help: write `path: /nowhere`
    ");
    assert_snapshot!(typo("data: letters, at_once: 4", "data: leters, at_once: 0"), @"
    error: `times` and `at_once` count from 1
     --> labs/01-desk/lab.yaml:64:9
       |
    64 |       - http: { id: hand-in, program: desk, method: POST, path: /letters, data: leters, at_once: 0, expect: ok }
       |         ^

    error: stage `take` has no data `leters`
     --> labs/01-desk/lab.yaml:64:81
       |
    64 |       - http: { id: hand-in, program: desk, method: POST, path: /letters, data: leters, at_once: 0, expect: ok }
       |                                                                                 ^
    help: did you mean `letters`?
    ");
    assert_snapshot!(typo("method: POST, path: /letters, data: letters", "method: PUSH, path: /letters, data: letters"), @"
    error: unknown name `PUSH`, expected one of GET, POST, PUT, PATCH, DELETE
     --> labs/01-desk/lab.yaml:64:53
       |
    64 |       - http: { id: hand-in, program: desk, method: PUSH, path: /letters, data: letters, at_once: 4, expect: ok }
       |                                                     ^
    ");
    assert_snapshot!(typo("path: /nowhere,", "path: /nowhere, each: id, headers: { \"a b\": c },"), @r#"
    error: `a b: c` is no header of HTTP
     --> labs/01-desk/lab.yaml:66:9
       |
    66 |       - http: { id: nowhere, program: desk, path: /nowhere, each: id, headers: { "a b": c }, expect: error }
       |         ^

    error: `each` is asked of the entries of `data`, and there is none
     --> labs/01-desk/lab.yaml:66:67
       |
    66 |       - http: { id: nowhere, program: desk, path: /nowhere, each: id, headers: { "a b": c }, expect: error }
       |                                                                   ^
    "#);
}

#[test]
fn of_an_experiment() {
    assert_snapshot!(typo("among: [twice, nothing]", "among: [twice, nohting]"), @r#"
    error: no stage plays the experiment `nothing`
     --> labs/01-desk/lab.yaml:19:5
       |
    19 |     says: A letter without an id is handed in
       |     ^

    error: there is no experiment `nohting`
     --> labs/01-desk/lab.yaml:78:102
       |
    78 |       - experiment: { id: choose, chosen_by: "answers['answers.yaml'].map(a, a.try)", among: [twice, nohting] }
       |                                                                                                      ^
    help: did you mean `nothing`?
    "#);
    assert_snapshot!(typo("chosen_by: \"answers['answers.yaml'].map(a, a.try)\", ", ""), @"
    error: an experiment step takes either `name`, or `chosen_by` and `among`
     --> labs/01-desk/lab.yaml:78:9
       |
    78 |       - experiment: { id: choose, among: [twice, nothing] }
       |         ^
    ");
    assert_snapshot!(typo("chosen_by: \"answers['answers.yaml']", "chosen_by: \"answers['answer.yaml']"), @r#"
    error: there is no file of the learner `answer.yaml`
     --> labs/01-desk/lab.yaml:78:54
       |
    78 |       - experiment: { id: choose, chosen_by: "answers['answer.yaml'].map(a, a.try)", among: [twice, nothing] }
       |                                                      ^
    help: did you mean `answers.yaml`?
    "#);
}

#[test]
fn of_files_and_steps_that_a_check_names() {
    assert_snapshot!(typo("of: { answers: answers.yaml }", "of: { answers: anwsers.yaml }"), @"
    error: check `chosen` draws from a file of the learner `anwsers.yaml` that there is not
     --> labs/01-desk/lab.yaml:46:9
       |
    46 |   - id: chosen
       |         ^
    help: did you mean `answers.yaml`?
    ");
    assert_snapshot!(typo("that: \"steps.choose", "that: \"steps.chose"), @r#"
    error: there is no step `chose`
     --> labs/01-desk/lab.yaml:51:31
       |
    51 |         - fact: { that: "steps.chose.result.played == ['twice']", shows: [steps.choose.result.played] }
       |                               ^
    help: did you mean `choose`?
    "#);
    assert_snapshot!(typo("holds: status == 201", "holds: staus == 201"), @"
    error: there is no `staus` here
     --> labs/01-desk/lab.yaml:30:16
       |
    30 |         holds: staus == 201 && body.id == request.id
       |                ^
    help: did you mean `status`?
    ");
}

#[test]
fn of_a_companion_that_is_not_needed() {
    let connector =
        "- connector: { do: put, name: files }\n      - stop: { program: desk }\n      - http: { id: closed";
    assert_snapshot!(typo("- stop: { program: desk }\n      - http: { id: closed", connector), @"
    error: a connector needs Kafka Connect
     --> labs/01-desk/lab.yaml:68:9
       |
    68 |       - connector: { do: put, name: files }
       |         ^
    help: write `needs: { connect: true }`

    error: `put` takes a `file` with the connector's settings, and nothing else does
     --> labs/01-desk/lab.yaml:68:26
       |
    68 |       - connector: { do: put, name: files }
       |                          ^
    ");
    let registry = "- registry: { do: level, subject: s, level: BACKWRAD }\n      - stop: { program: desk }\n      - http: { id: closed";
    assert_snapshot!(typo("- stop: { program: desk }\n      - http: { id: closed", registry), @"
    error: what asks the schema registry needs one
     --> labs/01-desk/lab.yaml:68:9
       |
    68 |       - registry: { do: level, subject: s, level: BACKWRAD }
       |         ^
    help: write `needs: { registry: true }`

    error: `BACKWRAD` is no level of compatibility: write one of BACKWARD, BACKWARD_TRANSITIVE, FORWARD, FORWARD_TRANSITIVE, FULL, FULL_TRANSITIVE, NONE
     --> labs/01-desk/lab.yaml:68:25
       |
    68 |       - registry: { do: level, subject: s, level: BACKWRAD }
       |                         ^
    help: did you mean `BACKWARD`?
    ");
    assert_snapshot!(typo("of: { file_lines: \"filed/*.jsonl\" }, by: json.id", "of: connectors, by: name"), @"
    error: `connectors` needs Kafka Connect
     --> labs/01-desk/lab.yaml:34:9
       |
    34 |   - id: filed
       |         ^
    help: write `needs: { connect: true }`
    ");
}

#[test]
fn a_lab_that_needs_what_no_engine_has_is_refused() {
    let copy = Copy::of(&repository(COURSE));
    copy.replace(LAB, "needs: { brokers: 0 }", "needs: { brokers: 1, connect: true, registry: true }");
    let said = copy.home.run(["grade", "1"]);
    assert_eq!(said.status, "2");
    assert_snapshot!(said.err, @"error: lab 1 cannot be run yet: it needs Kafka Connect and a schema registry, which no engine of the workbench has so far");
}
