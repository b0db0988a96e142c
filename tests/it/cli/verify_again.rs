//! `verify` beyond one run: repeats that add up and must agree, mutants, and what gives a mistake away. No Kafka.

use std::fs;

use insta::assert_snapshot;
use rustix::process::Signal;

use crate::harness::{Copy, Said};

const LAB: &str = "labs/02-patience";

/// What `verify` says, without its times.
fn told(said: &Said) -> String {
    let took = regex::Regex::new(r"\d+\.\d\d? s").unwrap();
    took.replace_all(&said.out, "[TIME]").into_owned()
}

#[test]
fn runs_that_differ_are_named_and_runs_add_up_in_a_report() {
    let copy = Copy::new();
    let (report, page) = (copy.path("report.jsonl"), copy.path("page.md"));
    let (report, page) = (report.display().to_string(), page.display().to_string());
    let once = copy.home.run(["verify", "2", "--again", "--report", &report]);
    assert_eq!(once.status, "0", "{once}");
    let lines = fs::read_to_string(&report).unwrap();
    assert_eq!(lines.lines().count(), 4, "{lines}");

    let twice = copy.home.run(["verify", "2", "--again", "--report", &report, "--page", &page]);
    assert_eq!(twice.status, "0", "{twice}");
    let shown = fs::read_to_string(&page).unwrap();
    assert!(shown.contains("8 runs of 4 programs, 2 or more of each, 0 wrong"), "{shown}");
    assert!(shown.contains("Of 1 checks a mistake breaks 1 alone, 0 with one other"), "{shown}");
    assert!(shown.contains("## 03-hurry\n\nNot verified yet"), "{shown}");

    // Second programs run where that is asked for.
    let first = copy.home.run(["verify", "2"]);
    assert!(first.out.contains("3 runs, 0 not as they should be"), "{first}");

    // Another state of the lab: its runs are not added to those before. It passes every other time.
    let flag = copy.path("flag");
    let solution = format!(
        "import os\nflag = {:?}\nif os.path.exists(flag):\n    os.remove(flag)\nelse:\n    open(flag, \"w\")\n    print('{{\"done\": true}}')\n",
        flag.display().to_string()
    );
    fs::write(copy.path(&format!("{LAB}/solution/worker.py")), solution).unwrap();
    let odd = copy.home.run(["verify", "2", "--report", &report, "--repeat", "2", "--jobs", "1"]);
    assert_eq!(odd.status, "1", "{odd}");
    assert!(
        odd.out.contains("BAD 02-patience solution: passed in 1 of 2 runs, and failed (done) in 1"),
        "{odd}"
    );
    // What the report has is enough to know it.
    let known = copy.home.run(["verify", "2", "--report", &report, "--repeat", "0"]);
    assert_eq!(known.status, "1", "{known}");
    assert!(known.out.contains("BAD 02-patience solution: passed in 1 of 2 runs"), "{known}");
    assert!(known.out.contains("0 runs, 0 not as they should be"), "{known}");
}

#[test]
fn a_run_that_is_ended_by_hand_is_not_in_the_report() {
    let copy = Copy::new();
    let report = copy.path("report.jsonl");
    fs::write(copy.path(&format!("{LAB}/solution/worker.py")), "import time\ntime.sleep(50)\n").unwrap();
    let told = report.display().to_string();
    let running = copy.home.start(["verify", "2", "--jobs", "1", "--report", &told]);
    running.until("02-patience starter");
    running.signal(Signal::INT);
    let said = running.end();
    assert_eq!(said.status, "3", "{said}");
    let lines = fs::read_to_string(&report).unwrap();
    assert!(lines.lines().count() == 1 && lines.contains("\"program\":\"starter\""), "{lines}");
}

#[test]
fn a_report_that_cannot_be_read_is_told_before_anything_runs() {
    let copy = Copy::new();
    let report = copy.home.write("report.jsonl", "{\"day\": 1}\n").display().to_string();
    let said = copy.home.run(["verify", "2", "--report", &report]);
    assert_eq!((said.status.as_str(), said.out.as_str()), ("2", ""), "{said}");
    assert!(said.err.contains("report.jsonl:1 is no run of a report"), "{said}");
}

#[test]
fn a_check_that_says_less_than_it_seems_has_a_mutant_that_survives() {
    let copy = Copy::new();
    let again = copy.path(&format!("{LAB}/wrong/says-nothing/again/worker.py"));
    fs::write(again, "print('{\"done\": false}')\n").unwrap();
    // The second part holds of every program that says anything at all.
    copy.replace(&format!("{LAB}/lab.yaml"), "json.done == true", "json.done == true && n >= 1");
    let ran = copy.home.run(["verify", "2", "--learn", "--mutants"]);
    assert_eq!(ran.status, "1", "{ran}");
    assert_snapshot!(told(&ran), @"

    02-patience: 4 attempts, time to verdict [TIME] (median) [TIME] (95th percentile), of which not the program's [TIME] and [TIME]

           1 says-nothing
           1
    done   ×

    of 1 checks a mistake breaks 1 alone, 0 with one other

    SURVIVED done/count.where: part 2 dropped (168d)
      labs/02-patience/lab.yaml:15
      - json.done == true && n >= 1
      + json.done == true
    02-patience: 9 mutants, 8 caught, 0 explained, 1 not
    SILENT 02-patience wrong/says-nothing/again
    02-patience: 1 attempts of second programs, 0 named rightly, 0 as the second of two, 0 wrongly, 1 not at all: precision none, recall 0 %; 3 verdicts that a right program could get by chance, 0 of them named
    4 runs, 0 not as they should be; 0 blocks; 0 skipped
    ");

    // What was run is judged again by another condition, and nothing runs.
    copy.replace(&format!("{LAB}/lab.yaml"), "n >= 1", "n == 7");
    let kept = copy.home.run(["verify", "2", "--kept"]);
    assert_eq!(kept.status, "1", "{kept}");
    assert!(kept.err.contains("BAD 02-patience solution (failed"), "{kept}");
    copy.replace(&format!("{LAB}/lab.yaml"), " && n == 7", "");
    assert_eq!(copy.home.run(["verify", "2", "--kept", "--mutants"]).status, "0");

    let stale = "- mutants: [\"done/count.where: >= to > (0000)\"]\n  why: The first line is the first.\n";
    fs::write(copy.path(&format!("{LAB}/survivors.yaml")), stale).unwrap();
    let said = copy.home.run(["verify", "2", "--again", "--kept", "--mutants"]);
    assert_eq!(said.status, "1", "{said}");
    assert_snapshot!(told(&said), @r#"

    02-patience: 4 attempts, time to verdict [TIME] (median) [TIME] (95th percentile), of which not the program's [TIME] and [TIME]

           1 says-nothing
           1
    done   ×

    of 1 checks a mistake breaks 1 alone, 0 with one other

    BAD `done/count.where: >= to > (0000)` is none of this lab any more, and is explained as one that survives
     --> labs/02-patience/survivors.yaml:1:13
      |
    1 | - mutants: ["done/count.where: >= to > (0000)"]
      |             ^
    help: remove the explanation

    02-patience: 5 mutants, 5 caught, 0 explained, 0 not
    SILENT 02-patience wrong/says-nothing/again
    02-patience: 1 attempts of second programs, 0 named rightly, 0 as the second of two, 0 wrongly, 1 not at all: precision none, recall 0 %; 2 verdicts that a right program could get by chance, 0 of them named
    4 runs, 0 not as they should be; 0 blocks; 0 skipped
    "#);
}

#[test]
fn what_gives_a_mistake_away_is_learnt_and_a_right_program_is_never_named() {
    let copy = Copy::new();
    let said = copy.home.run(["verify", "2", "--learn"]);
    assert_eq!(said.status, "0", "{said}");
    assert!(said.out.contains("1 attempts of second programs, 1 named rightly"), "{said}");
    assert_snapshot!(fs::read_to_string(copy.path(&format!("{LAB}/signatures.yaml"))).unwrap(), @r#"
    # What gives each mistake away in the history of an attempt, beside the checks that it breaks.
    # Learnt by `kafka-workbench verify LAB --learn`; what is written by hand is lost.
    - mistake: says-nothing
      lacks:
        - "work: line of worker has done true"
        - "work: line of worker has objects of done"
        - "work: line of worker has the field done"
        - "work: one JSON lines of worker"
    "#);

    copy.replace(&format!("{LAB}/signatures.yaml"), "mistake: says-nothing", "mistake: says-little");
    assert_snapshot!(copy.home.run(["list"]).err, @"
    error: there is no mistake `says-little`
     --> labs/02-patience/signatures.yaml:3:12
      |
    3 | - mistake: says-little
      |            ^
    help: learn anew: `kafka-workbench verify 2 --learn`
    ");
}
