//! A group that loses a member, by either protocol: how it stands, who had what, what became of each record.

use std::fs;

use insta::assert_snapshot;
use regex::Regex;
use serde_json::Value;

use crate::harness::{Home, fixture};

/// The evidence of each stage of the only attempt in a home.
fn evidence(home: &Home) -> Vec<Value> {
    let attempts = home.entries("attempts");
    let [bundle] = &attempts[..] else { panic!("one attempt, not {attempts:?}") };
    let text = fs::read_to_string(home.path().join("attempts").join(bundle)).unwrap();
    let bundle: Value = serde_json::from_str(&text).unwrap();
    bundle["stages"].as_array().unwrap().iter().map(|stage| stage["evidence"].clone()).collect()
}

/// `run protocol partitions ended`, a line for each membership in which there was something to do.
fn memberships(evidence: &Value) -> String {
    let all = evidence["members"]["clerks"].as_array().unwrap().iter();
    let line = |m: &Value| {
        let partitions = m["partitions"].as_array().unwrap().iter();
        let partitions: Vec<String> =
            partitions.map(|p| format!("{}-{}", p["topic"].as_str().unwrap(), p["partition"])).collect();
        let words = [&m["run"], &m["protocol"], &m["ended"]].map(|word| word.as_str().unwrap());
        assert!(m["from"].as_i64() < m["to"].as_i64(), "{m}");
        format!("{} {} {} {}\n", words[0], words[1], partitions.join(" "), words[2])
    };
    all.filter(|m| m["partitions"] != serde_json::json!([])).map(line).collect()
}

#[test]
fn each_mistake_is_told() {
    let said = Home::of_fixture().run(["verify", "6"]);
    assert_eq!(said.status, "0", "{said}");
    assert!(said.out.ends_with("7 runs, 0 not as they should be; 0 blocks; 0 skipped\n"), "{said}");
}

#[test]
fn a_killed_member_is_taken_out_and_another_goes_on() {
    let home = Home::of_fixture();
    let folder = fixture("labs/06-clerks/solution").display().to_string();
    let said = home.run(["grade", "6", "--dir", &folder]);
    assert_eq!(said.status, "0", "{said}");
    let [_, classic, consumer] = &evidence(&home)[..] else { panic!("three stages") };

    assert_snapshot!(classic["groups"].to_string(), @r#"[{"group":"clerks","protocol":"classic","state":"Empty","assignor":null,"members":0,"partitions":[{"topic":"form","partition":0,"committed":9,"end":9,"lag":0},{"topic":"form","partition":1,"committed":null,"end":0,"lag":0},{"topic":"nothing","partition":0,"committed":null,"end":0,"lag":0}]}]"#);
    assert_snapshot!(memberships(classic), @"
    first classic form-0 form-1 nothing-0 taken_out
    second classic form-0 form-1 nothing-0 left
    ");
    assert_snapshot!(consumer["groups"].to_string(), @r#"[{"group":"clerks","protocol":"consumer","state":"Empty","assignor":"uniform","members":0,"partitions":[{"topic":"form","partition":0,"committed":9,"end":9,"lag":0},{"topic":"form","partition":1,"committed":null,"end":0,"lag":0},{"topic":"nothing","partition":0,"committed":null,"end":0,"lag":0}]}]"#);
    assert_snapshot!(memberships(consumer), @"
    first consumer form-0 form-1 nothing-0 taken_out
    second consumer form-0 form-1 nothing-0 left
    ");
    for stage in [classic, consumer] {
        let crash = &stage["steps"]["crash"];
        let killed = &stage["members"]["clerks"][0];
        let out = serde_json::json!([{ "group": "clerks", "member": killed["member"] }]);
        assert_eq!(
            crash["result"],
            serde_json::json!({ "was_running": true, "tripped": null, "taken_out": out })
        );
        assert_eq!(killed["to"], stage["programs"]["clerk"][0]["ended"]);
        let offsets: Vec<&Value> =
            stage["commits"]["clerks"].as_array().unwrap().iter().map(|commit| &commit["offset"]).collect();
        assert_eq!(serde_json::to_string(&offsets).unwrap(), "[1,2,3,4,5,6,7,8,9]");
    }
}

#[test]
fn a_learner_reads_which_record_was_committed_too_early() {
    let home = Home::of_fixture();
    let folder = fixture("labs/06-clerks/wrong/commits-first").display().to_string();
    let said = home.run(["grade", "6", "--dir", &folder]).result();
    let moments = Regex::new(r"_at is \d+").unwrap();
    assert_snapshot!(moments.replace_all(&said, "_at is [MICROS]"), @"
    status 1
    failed: 3 of 14 checks held

    One clerk
      ✗ 9 of 9 forms were committed before they were filed, form-0@0 first
        expected  No form is committed before it is filed
        got       form-0@0: effect_at is [MICROS], covered_at is [MICROS]
        see       form-0@0 · form-0@1 · form-0@2 · form-0@3 · form-0@4
                  kafka-workbench show [DIR]/home/attempts/[ATTEMPT-6].json form-0@0
        next      What comes first?

    Held: One clerk
      ✓ Every form is filed, at least once
      ✓ At the end the group has committed the end of every partition
      ✓ At the end the group has no members

    Not reached: A classic group · A group of the newer protocol

    File every form, seed 0, [TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there
    The attempt is kept in [DIR]/home/attempts/[ATTEMPT-6].json
    ");
}
