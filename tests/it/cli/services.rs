//! A service that the workbench plays: what programs send to it is the evidence. These need no Kafka.

use std::fs;

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::harness::{Copy, Home, fixture};

/// The evidence of a stage of the only attempt in a home.
pub(super) fn evidence(home: &Home, stage: usize) -> Value {
    let attempts = home.entries("attempts");
    let [bundle] = &attempts[..] else { panic!("one attempt, not {attempts:?}") };
    let text = fs::read_to_string(home.path().join("attempts").join(bundle)).unwrap();
    let bundle: Value = serde_json::from_str(&text).unwrap();
    bundle["stages"][stage]["evidence"].clone()
}

#[test]
fn what_was_sent_is_graded() {
    let said = Home::of_fixture().run(["verify", "4", "--repeat", "2"]);
    assert_eq!(said.status, "0", "{said}");
    assert!(said.out.ends_with("10 runs, 0 not as they should be; 0 blocks; 0 skipped\n"), "{said}");
}

#[test]
fn a_learner_reads_which_calls_are_missing() {
    let home = Home::of_fixture();
    let folder = fixture("labs/04-notices/wrong/gives-up").display().to_string();
    assert_snapshot!(home.run(["grade", "4", "--dir", &folder]).result(), @"
    status 1
    failed: 1 of 4 checks held

    The service is ill
      ✗ 1 of 3 notices were not sent: n-2
        expected  3 lines of notices, each once among the calls to e-mail
        got       1 missing (n-2)
        see       notices, line 2
        next      What did the service answer?

    Held: Every notice is sent
      ✓ Every notice is sent once

    Not reached: The notifier is killed · A call is on its way for long

    Send every notice once, seed 0, [TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there
    The attempt is kept in [DIR]/home/attempts/[ATTEMPT-4].json
    ");
    let ill = evidence(&home, 1);
    assert_eq!(ill["steps"]["ill"]["result"], json!({ "answered": 1, "refused": 0 }));
    let effects = ill["effects"]["e-mail"].as_array().unwrap();
    let told: Vec<[&Value; 5]> =
        effects.iter().map(|e| ["n", "method", "path", "status", "fault"].map(|name| &e[name])).collect();
    assert_snapshot!(serde_json::to_string(&told).unwrap(), @r#"[[1,"POST","/send",200,null],[2,"POST","/send",503,"ill"],[3,"POST","/send",200,null]]"#);
    assert!(effects.iter().all(|e| e["at"].as_i64() < e["answered_at"].as_i64()), "{effects:?}");
}

#[test]
fn a_step_that_is_bound_to_a_call_lands_there() {
    let home = Home::of_fixture();
    let folder = fixture("labs/04-notices/solution").display().to_string();
    assert_eq!(home.run(["grade", "4", "--dir", &folder]).status, "0");
    let killed = evidence(&home, 2);
    assert_eq!(
        killed["steps"]["kill-2"]["result"],
        json!({ "was_running": true, "tripped": "effect", "taken_out": [] })
    );
    let held = evidence(&home, 3);
    let results = ["second", "meanwhile", "go"].map(|step| &held["steps"][step]["result"]);
    assert_eq!(
        results,
        [
            &json!({ "held": true, "tripped": "effect" }),
            &json!({ "held": true }),
            &json!({ "was_held": true })
        ]
    );
}

#[test]
fn a_call_that_never_comes_is_named_with_those_that_came() {
    let copy = Copy::new();
    copy.replace("labs/04-notices/lab.yaml", "nth: 2, hold: answer }", "nth: 9, hold: answer }");
    copy.replace("labs/04-notices/lab.yaml", ".size() > 2", ".size() > 8");
    let folder = fixture("labs/04-notices/solution").display().to_string();
    assert_snapshot!(copy.home.run(["grade", "4", "--dir", &folder]).result(), @r#"
    status 1
    failed: 2 of 4 checks held

    The notifier is killed
      ✗ every program had ended before what was waited for came
        expected  effects['e-mail'].size() > 8, or call 9 to e-mail since the program was started
        got       it did not hold; 3 calls to e-mail in this stage
      ✗ The first run made other calls: effects['e-mail'].filter(e, e.run == 'first').map(e, [e.body.id, e.status]) is [["n-1",200],["n-2",200],["n-3",200]]

    Held: Every notice is sent
      ✓ Every notice is sent once

    Held: The service is ill
      ✓ Every notice is sent once

    Not reached: A call is on its way for long

    Send every notice once, seed 0, [TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there
    The attempt is kept in [DIR]/home/attempts/[ATTEMPT-4].json
    "#);
}

#[test]
fn a_service_is_there_for_its_lab_alone() {
    let home = Home::of_fixture();
    let folder = home
        .program("notifier.py", "import os\nprint(sorted(n for n in os.environ if n.endswith('_URL')))\n");
    let said = home.run(["grade", "4", "--dir", &folder]);
    assert_eq!(said.status, "1");
    let lines = &evidence(&home, 0)["lines"]["notifier"];
    assert_eq!(lines[0]["text"], "['E_MAIL_URL']");
    assert_eq!(home.processes(), [0; 0]);
}
