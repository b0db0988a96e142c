//! A program and its database: what is in it is the evidence, and its COMMIT can be held. These need no Kafka.

use insta::assert_snapshot;
use serde_json::{Value, json};

use super::services::evidence;
use crate::harness::{Copy, Home, repository};

const COURSE: &str = "tests/fixtures/database";
const LAB: &str = "labs/01-ledger/lab.yaml";

fn home() -> Home {
    Home::new().with_course(repository(COURSE))
}

fn program(name: &str) -> String {
    repository(COURSE).join("labs/01-ledger").join(name).display().to_string()
}

#[test]
fn a_kill_that_is_bound_to_a_commit_lands_there() {
    let said = home().run(["verify", "1", "--repeat", "2"]);
    assert_eq!(said.status, "0", "{said}");
    assert!(said.out.ends_with("12 runs, 0 not as they should be; 0 blocks; 0 skipped\n"), "{said}");
}

#[test]
fn a_learner_reads_what_is_in_the_database() {
    let home = home();
    assert_snapshot!(home.run(["grade", "1", "--dir", &program("wrong/new-ids")]).result(), @"
    status 1
    failed: 3 of 7 checks held

    After a commit
      ✗ Entered twice: p-1, p-2
        expected  3 lines of payments, each once among the rows of entries
        got       2 repeated (p-1, p-2)
        see       entries, row 1 · entries, row 2 · entries, row 3 · entries, row 4
        next      What tells a payment that was entered from a new one?

    Held: Nobody is killed
      ✓ Every payment is entered once
      ✓ What was entered is what was paid

    Held: After a commit
      ✓ At the kill as many payments were entered and told of as there can be

    Not reached: Before a commit · A commit takes long

    Enter every payment once, seed 0, [TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there
    The attempt is kept in [DIR]/home/attempts/[ATTEMPT-1].json
    ");
    let [attempt] = &home.entries("attempts")[..] else { panic!("one attempt") };
    let bundle = std::fs::read(home.path().join("attempts").join(attempt)).unwrap();
    let bundle: Value = serde_json::from_slice(&bundle).unwrap();
    let postgres = bundle["versions"]["postgres"].as_str().unwrap();
    assert!(postgres.split('.').all(|part| part.parse::<u32>().is_ok()), "{postgres}");
    let committed = evidence(&home, 1);
    assert_eq!(committed["steps"]["seen"]["result"], json!({ "rows": [{ "n": 2 }] }));
    assert_eq!(home.processes(), Vec::<u32>::new());
}

#[test]
fn a_query_that_the_database_refuses_is_judged() {
    let home = home();
    let drops = "import os, psycopg\npsycopg.connect(os.environ['DATABASE_URL'], autocommit=True).execute('DROP TABLE entry')\n";
    let folder = home.program("ledger.py", drops);
    assert_snapshot!(home.run(["grade", "1", "--dir", &folder]).result(), @r#"
    status 1
    failed: 0 of 7 checks held

    Nobody is killed
      ✗ the database refused the query `entries`
        expected  the database answers the query `entries`
        got       relation "entry" does not exist (42P01)
      ✗ 3 of 3 payments were not entered: p-1, p-2, p-3
      – What was entered is what was paid (not reached: there are no rows of entries)

    Not reached: After a commit · Before a commit · A commit takes long

    Enter every payment once, seed 0, [TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there
    The attempt is kept in [DIR]/home/attempts/[ATTEMPT-1].json
    "#);
}

/// What `list` says of the lab with `from` replaced by `to`.
#[track_caller]
fn typo(from: &str, to: &str) -> String {
    let copy = Copy::of(&repository(COURSE));
    copy.replace(LAB, from, to);
    let said = copy.home.run(["list"]);
    assert_eq!(said.status, "2", "{said}");
    said.err
}

#[test]
fn of_what_asks_the_database() {
    assert_snapshot!(typo("postgres: true", "postgres: false"), @"
    error: what asks the database needs one
     --> labs/01-ledger/lab.yaml:13:12
       |
    13 |   entries: SELECT payment, cents FROM entry ORDER BY payment -- as they came
       |            ^
    help: write `needs: { postgres: true }`
    ");
    assert_snapshot!(typo("sql: { run: \"CREATE", "sql: { query: SELECT 1, run: \"CREATE"), @r#"
    error: a sql step takes either `run` or `query`
     --> labs/01-ledger/lab.yaml:56:9
       |
    56 |       - sql: { query: SELECT 1, run: "CREATE TABLE entry (id text PRIMARY KEY, payment text NOT NULL, cents int NOT NULL)" }
       |         ^
    help: `run` is for statements, `query` for rows that the step is to give
    "#);
    assert_snapshot!(typo("rows: entries }, holds", "rows: entires }, holds"), @"
    error: check `cents-are-numbers` draws from a query `entires` that there is not
     --> labs/01-ledger/lab.yaml:28:9
       |
    28 |   - id: cents-are-numbers
       |         ^
    help: did you mean `entries`?
    ");
    assert_snapshot!(typo("statement: COMMIT, program: ledger", "statement: ROLLBACK, program: ledger"), @"
    error: unknown name `ROLLBACK`, expected one of COMMIT
     --> labs/01-ledger/lab.yaml:70:72
       |
    70 |       - kill: { id: crash, program: ledger, when: [{ sql: { statement: ROLLBACK, program: ledger, nth: 2, hold: answer } }], for: 10s }
       |                                                                        ^
    ");
    assert_snapshot!(typo("program: ledger, nth: 2, hold: answer", "program: leger, nth: 0, hold: answer"), @"
    error: `times` and `nth` count from 1
     --> labs/01-ledger/lab.yaml:70:52
       |
    70 |       - kill: { id: crash, program: ledger, when: [{ sql: { statement: COMMIT, program: leger, nth: 0, hold: answer } }], for: 10s }
       |                                                    ^

    error: there is no program `leger`
     --> labs/01-ledger/lab.yaml:70:89
       |
    70 |       - kill: { id: crash, program: ledger, when: [{ sql: { statement: COMMIT, program: leger, nth: 0, hold: answer } }], for: 10s }
       |                                                                                         ^
    help: did you mean `ledger`?
    ");
}
