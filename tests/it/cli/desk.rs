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
    assert_snapshot!(home.run(["grade", "1", "--dir", &folder]).result(), @"");
}

#[test]
fn answers_that_cannot_be_read_say_where() {
    let home = home();
    let text = std::fs::read_to_string(repository(COURSE).join("labs/01-desk/solution/desk.py")).unwrap();
    let folder = home.program("desk.py", &text);
    home.write("program/answers.yaml", "- { what: a letter, try: twice\n- { what: another\n");
    assert_snapshot!(home.run(["grade", "1", "--dir", &folder]).result(), @"");
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
    assert_snapshot!(refused.map(|step| step["error"].as_str().unwrap()).join("\n"), @"");
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
    assert_snapshot!(typo("path: /nowhere", "path: nowhere"), @"");
    assert_snapshot!(typo("data: letters, at_once: 4", "data: leters, at_once: 0"), @"");
    assert_snapshot!(typo("method: POST, path: /letters, data: letters", "method: PUSH, path: /letters, data: letters"), @"");
    assert_snapshot!(typo("path: /nowhere,", "path: /nowhere, each: id, headers: { \"a b\": c },"), @"");
}

#[test]
fn of_an_experiment() {
    assert_snapshot!(typo("among: [twice, nothing]", "among: [twice, nohting]"), @"");
    assert_snapshot!(typo("chosen_by: \"answers['answers.yaml'].map(a, a.try)\", ", ""), @"");
    assert_snapshot!(typo("chosen_by: \"answers['answers.yaml']", "chosen_by: \"answers['answer.yaml']"), @"");
}

#[test]
fn of_files_and_steps_that_a_check_names() {
    assert_snapshot!(typo("of: { answers: answers.yaml }", "of: { answers: anwsers.yaml }"), @"");
    assert_snapshot!(typo("that: \"steps.choose", "that: \"steps.chose"), @"");
    assert_snapshot!(typo("holds: status == 201", "holds: staus == 201"), @"");
}

#[test]
fn of_a_companion_that_is_not_needed() {
    let connector =
        "- connector: { do: put, name: files }\n      - stop: { program: desk }\n      - http: { id: closed";
    assert_snapshot!(typo("- stop: { program: desk }\n      - http: { id: closed", connector), @"");
    let registry = "- registry: { do: level, subject: s, level: BACKWRAD }\n      - stop: { program: desk }\n      - http: { id: closed";
    assert_snapshot!(typo("- stop: { program: desk }\n      - http: { id: closed", registry), @"");
    assert_snapshot!(typo("of: { file_lines: \"filed/*.jsonl\" }, by: json.id", "of: connectors, by: name"), @"");
}

#[test]
fn a_lab_that_needs_what_no_engine_has_is_refused() {
    let copy = Copy::of(&repository(COURSE));
    copy.replace(LAB, "needs: { brokers: 0 }", "needs: { brokers: 1, connect: true, registry: true }");
    let said = copy.home.run(["grade", "1"]);
    assert_eq!(said.status, "2");
    assert_snapshot!(said.err, @"");
}
