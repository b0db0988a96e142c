//! A program and its database: what is in it is the evidence, and its COMMIT can be held. These need no Kafka.

use insta::assert_snapshot;
use serde_json::json;

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
    assert_snapshot!(home.run(["grade", "1", "--dir", &program("wrong/new-ids")]).result(), @"");
    let committed = evidence(&home, 1);
    assert_eq!(committed["steps"]["seen"]["result"], json!({ "rows": [{ "n": 2 }] }));
    assert_eq!(home.processes(), Vec::<u32>::new());
}

#[test]
fn a_query_that_the_database_refuses_is_judged() {
    let home = home();
    let drops = "import os, psycopg\npsycopg.connect(os.environ['DATABASE_URL'], autocommit=True).execute('DROP TABLE entry')\n";
    let folder = home.program("ledger.py", drops);
    assert_snapshot!(home.run(["grade", "1", "--dir", &folder]).result(), @"");
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
    assert_snapshot!(typo("postgres: true", "postgres: false"), @"");
    assert_snapshot!(typo("{ sql: { run: \"CREATE", "{ sql: { query: SELECT 1, run: \"CREATE"), @"");
    assert_snapshot!(typo("rows: entries }, holds", "rows: entires }, holds"), @"");
    assert_snapshot!(typo("statement: COMMIT, program: ledger", "statement: ROLLBACK, program: ledger"), @"");
    assert_snapshot!(typo("program: ledger, nth: 2, hold: answer", "program: leger, nth: 0, hold: answer"), @"");
}
