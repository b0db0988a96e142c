//! Conversations, and what each comes to.

use super::said::{Said, Told};
use super::session::{Ended, Session};

const COMMITTED: Ended = Ended { committed: true, wrote: true, rows: 1, implicit: false };
const BY_ITSELF: Ended = Ended { implicit: true, ..COMMITTED };

fn query(session: &mut Session, text: &str) -> bool {
    session.asks_to_commit(&Said::Query(text.as_bytes()))
}

/// The server does all that a query asks, and is ready; what has ended by that.
fn answer(session: &mut Session, tags: &[&str], status: u8) -> Vec<Ended> {
    let ended: Vec<Ended> = tags.iter().filter_map(|tag| session.ends(&Told::Done(tag))).collect();
    ended.into_iter().chain(session.ends(&Told::Ready(status))).collect()
}

/// Parse, Bind and Execute of an unnamed statement; whether its execution asks to commit.
fn execute(session: &mut Session, text: &str) -> bool {
    session.asks_to_commit(&Said::Parse { name: b"", text: text.as_bytes() });
    session.asks_to_commit(&Said::Bind { portal: b"", statement: b"" });
    session.asks_to_commit(&Said::Execute { portal: b"" })
}

#[test]
fn a_transaction_in_three_queries() {
    let session = &mut Session::default();
    assert!(!query(session, "BEGIN"));
    assert_eq!(answer(session, &["BEGIN"], b'T'), []);
    assert!(!query(session, "INSERT INTO t VALUES (1)"));
    assert!(!session.commits_by_itself());
    assert_eq!(answer(session, &["INSERT 0 1"], b'T'), []);
    assert!(query(session, "commit;"));
    assert_eq!(answer(session, &["COMMIT"], b'I'), [COMMITTED]);
}

#[test]
fn a_transaction_in_one_query() {
    let session = &mut Session::default();
    assert!(query(session, "BEGIN; INSERT INTO t VALUES (1); COMMIT; SELECT 1"));
    assert_eq!(answer(session, &["BEGIN", "INSERT 0 1", "COMMIT", "SELECT 1"], b'I'), [COMMITTED]);
}

#[test]
fn a_statement_that_commits_by_itself() {
    let session = &mut Session::default();
    assert!(query(session, "INSERT INTO t VALUES (1)"));
    assert_eq!(session.ends(&Told::Done("INSERT 0 1")), None);
    assert!(session.commits_by_itself());
    assert_eq!(session.ends(&Told::Ready(b'I')), Some(BY_ITSELF));

    assert!(!execute(session, "INSERT INTO t VALUES (1)"), "it is the Sync that commits");
    assert!(session.asks_to_commit(&Said::Sync));
    assert_eq!(answer(session, &["INSERT 0 1"], b'I'), [BY_ITSELF]);
}

#[test]
fn who_asks_for_answers_early_is_not_kept_waiting() {
    let session = &mut Session::default();
    execute(session, "INSERT INTO t VALUES (1)");
    session.asks_to_commit(&Said::Flush);
    assert_eq!(session.ends(&Told::Done("INSERT 0 1")), None);
    assert!(!session.commits_by_itself());
}

#[test]
fn what_wrote_nothing_commits_nothing() {
    let session = &mut Session::default();
    assert!(!query(session, "SELECT 1"));
    assert_eq!(answer(session, &["SELECT 1"], b'I'), []);
    // A row that was there already.
    query(session, "INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING");
    assert_eq!(answer(session, &["INSERT 0 0"], b'I'), []);
    query(session, "BEGIN");
    answer(session, &["BEGIN"], b'T');
    query(session, "SELECT 1");
    answer(session, &["SELECT 1"], b'T');
    assert!(!query(session, "COMMIT"));
    assert_eq!(answer(session, &["COMMIT"], b'I'), [Ended { wrote: false, rows: 0, ..COMMITTED }]);
    // Nothing to be committed: PostgreSQL warns, and its tag is the same.
    query(session, "COMMIT");
    assert_eq!(answer(session, &["COMMIT"], b'I'), []);
}

#[test]
fn rollbacks() {
    let session = &mut Session::default();
    query(session, "BEGIN; SAVEPOINT s; INSERT INTO t VALUES (1); ROLLBACK TO s");
    assert_eq!(answer(session, &["BEGIN", "SAVEPOINT", "INSERT 0 1", "ROLLBACK"], b'T'), []);
    query(session, "ROLLBACK");
    assert_eq!(answer(session, &["ROLLBACK"], b'I'), [Ended { committed: false, ..COMMITTED }]);
}

#[test]
fn a_commit_that_fails_is_none() {
    let session = &mut Session::default();
    query(session, "BEGIN; INSERT INTO t VALUES (1)");
    answer(session, &["BEGIN", "INSERT 0 1"], b'T');
    assert!(query(session, "COMMIT"));
    // A constraint that was deferred.
    assert_eq!(session.ends(&Told::Failed), None);
    assert_eq!(session.ends(&Told::Ready(b'I')), Some(Ended { committed: false, ..COMMITTED }));

    // In a transaction that has failed, COMMIT is ROLLBACK.
    query(session, "BEGIN; INSERT INTO t VALUES (1)");
    answer(session, &["BEGIN", "INSERT 0 1"], b'T');
    query(session, "SELECT 1/0");
    session.ends(&Told::Failed);
    assert_eq!(session.ends(&Told::Ready(b'E')), None);
    query(session, "COMMIT");
    assert_eq!(answer(session, &["ROLLBACK"], b'I'), [Ended { committed: false, ..COMMITTED }]);

    query(session, "INSERT INTO t VALUES (1); SELECT 1/0");
    session.ends(&Told::Done("INSERT 0 1"));
    session.ends(&Told::Failed);
    assert_eq!(session.ends(&Told::Ready(b'I')), None, "all of one query is one transaction");
}

#[test]
fn a_pipeline_and_names() {
    let session = &mut Session::default();
    session.asks_to_commit(&Said::Parse { name: b"end", text: b"COMMIT" });
    session.asks_to_commit(&Said::Bind { portal: b"p", statement: b"end" });
    assert!(!execute(session, "BEGIN") && !execute(session, "INSERT INTO t VALUES (1)"));
    assert!(session.asks_to_commit(&Said::Execute { portal: b"p" }), "nothing of it is answered yet");
    assert!(!session.asks_to_commit(&Said::Sync));
    assert_eq!(answer(session, &["BEGIN", "INSERT 0 1", "COMMIT"], b'I'), [COMMITTED]);
}

#[test]
fn a_flush_between_two_rounds_is_none() {
    let session = &mut Session::default();
    session.asks_to_commit(&Said::Sync);
    answer(session, &[], b'I');
    session.asks_to_commit(&Said::Flush);
    query(session, "BEGIN; SAVEPOINT s; INSERT INTO t VALUES (1); ROLLBACK TO s; COMMIT");
    let tags = ["BEGIN", "SAVEPOINT", "INSERT 0 1", "ROLLBACK", "COMMIT"];
    assert_eq!(answer(session, &tags, b'I'), [COMMITTED]);
}

#[test]
fn a_sync_before_the_rows_of_a_copy_is_not_heard() {
    let session = &mut Session::default();
    execute(session, "COPY t FROM STDIN");
    session.asks_to_commit(&Said::Sync);
    assert_eq!(session.ends(&Told::TakesRows), None);
    session.asks_to_commit(&Said::Sync);
    assert_eq!(answer(session, &["COPY 1"], b'I'), [BY_ITSELF]);
    query(session, "BEGIN; INSERT INTO t VALUES (1); ROLLBACK TO s; COMMIT");
    assert_eq!(answer(session, &["BEGIN", "INSERT 0 1", "ROLLBACK", "COMMIT"], b'I'), [COMMITTED]);
}

#[test]
fn copies_write_one_way() {
    let session = &mut Session::default();
    query(session, "COPY t TO STDOUT");
    assert_eq!(answer(session, &["COPY 5"], b'I'), []);
    query(session, "COPY t FROM STDIN");
    assert_eq!(answer(session, &["COPY 5"], b'I'), [Ended { rows: 5, ..BY_ITSELF }]);
    assert!(!query(session, "CREATE TABLE u (id int)"), "no row is written");
    assert_eq!(answer(session, &["CREATE TABLE"], b'I'), [Ended { rows: 0, ..BY_ITSELF }]);
}

#[test]
fn what_nobody_asked_for_does_no_harm() {
    let session = &mut Session::default();
    for told in [
        Told::Failed,
        Told::Passed,
        Told::TakesRows,
        Told::Done("SELECT 1"),
        Told::Ready(b'I'),
        Told::Ready(b'?'),
    ] {
        assert_eq!(session.ends(&told), None);
    }
    let session = &mut Session::default();
    // Of a long message only the beginning is known.
    assert!(query(session, "INSERT INTO t VALUES ('a very long"));
    assert_eq!(answer(session, &["BEGIN", "INSERT 0 1", "COMMIT"], b'I'), [COMMITTED]);
    for _ in 0..200_000 {
        session.asks_to_commit(&Said::Execute { portal: b"never bound" });
        session.asks_to_commit(&Said::Sync);
    }
}
