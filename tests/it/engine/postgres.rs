//! PostgreSQL, started, asked, shared between nobody, and gone.

use std::fs;
use std::net::{SocketAddr, TcpStream};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use kafka_workbench::engine::Postgres;
use kafka_workbench::engine::eventually::eventually;
use kafka_workbench::engine::postgres::{By, PostgresError};
use kafka_workbench::engine::runs::{Owner, Swept, marked, sweep};
use kafka_workbench::engine::runtime::PostgresPrograms;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use tokio_postgres::NoTls;

use super::{cache, child, role, subfolders, to_stderr};

async fn programs() -> PostgresPrograms {
    static PROGRAMS: OnceCell<PostgresPrograms> = OnceCell::const_new();
    let prepared = PROGRAMS
        .get_or_init(async || PostgresPrograms::prepare(&cache(), &to_stderr()).await.expect("PostgreSQL"));
    prepared.await.clone()
}

struct Bench {
    owner: Arc<Owner>,
    runs: TempDir,
}

impl Bench {
    fn new() -> Bench {
        let runs = tempfile::tempdir().expect("a folder");
        Bench { owner: Owner::claim(runs.path()).expect("an owner"), runs }
    }

    async fn start(&self) -> Postgres {
        Postgres::start(&programs().await, &self.owner, &to_stderr()).await.expect("a server")
    }
}

/// Connects as a program does; the code or the words of a refusal.
async fn refused(url: &str) -> String {
    match tokio_postgres::connect(url, NoTls).await {
        Ok(_) => "it was let in".to_owned(),
        Err(error) => {
            let cause = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
            error.code().map_or_else(|| format!("{error}: {cause}"), |code| code.code().to_owned())
        }
    }
}

/// The code with which the server refuses a statement.
#[track_caller]
fn code<T: std::fmt::Debug>(done: Result<T, PostgresError>) -> String {
    match done {
        Err(PostgresError::Refused(refusal)) => refusal.code,
        other => panic!("{other:?}"),
    }
}

async fn one(server: &Postgres, by: By, query: &str) -> Value {
    let rows = server.rows(by, query).await.unwrap();
    let [row] = &rows[..] else { panic!("{rows:?}") };
    row.clone()
}

/// What is left in the system of a process that has ended: Linux says who made a segment of shared memory.
fn segments_of(pid: u32) -> usize {
    let segments = fs::read_to_string("/proc/sysvipc/shm").unwrap_or_default();
    segments.lines().filter(|line| line.split_whitespace().nth(4) == Some(&pid.to_string())).count()
}

fn is_free(address: SocketAddr) -> bool {
    TcpStream::connect(address).is_err()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_takes_only_those_with_a_password_and_gives_them_their_own() {
    let bench = Bench::new();
    let server = bench.start().await;
    let url = server.url(server.address());
    let (before, rest) = url.split_once("learner:").unwrap();
    let (password, at) = rest.split_once('@').unwrap();
    assert_eq!(refused(&format!("{before}learner:{password}x@{at}")).await, "28P01");
    assert_eq!(refused(&format!("{before}learner@{at}")).await, "invalid configuration: password missing");
    assert_eq!(refused(&format!("{before}workbench:{password}@{at}")).await, "28P01");
    assert_eq!(refused(&format!("{before}nobody:{password}@{at}")).await, "28P01");
    assert_eq!(refused(&url.replace("/lab", "/postgres")).await, "28000", "there is one database for it");

    let (client, connection) = tokio_postgres::connect(&url, NoTls).await.unwrap();
    let connection = tokio::spawn(connection);
    let asked = "SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls \
                 FROM pg_roles WHERE rolname = current_user";
    assert!(
        !client.query_one(asked, &[]).await.unwrap().get::<_, bool>(0),
        "it has no rights beyond its own"
    );
    for forbidden in [
        "SELECT * FROM pg_authid",
        "CREATE DATABASE mine",
        "CREATE ROLE other SUPERUSER",
        "ALTER ROLE learner REPLICATION",
        "COPY (SELECT 1) TO '/tmp/x'",
        "SELECT pg_read_file('postgresql.conf')",
        "SELECT pg_create_logical_replication_slot('s', 'pgoutput')",
    ] {
        let error = client.batch_execute(forbidden).await.unwrap_err();
        assert_eq!(error.code().map(|code| code.code()), Some("42501"), "{forbidden}: {error}");
    }
    client.batch_execute("CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1)").await.unwrap();
    assert_eq!(one(&server, By::Superuser, "SELECT * FROM t").await, json!({ "id": 1 }));

    server.fresh().await.unwrap();
    assert!(connection.await.unwrap().is_err(), "whoever was connected was sent away");
    assert_eq!(code(server.rows(By::Learner, "SELECT * FROM t").await), "42P01");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_program_has_locked_is_not_waited_for_without_end() {
    let bench = Bench::new();
    let server = bench.start().await;
    let (program, connection) = tokio_postgres::connect(&server.url(server.address()), NoTls).await.unwrap();
    tokio::spawn(connection);
    program.batch_execute("CREATE TABLE t (id int)").await.unwrap();
    program.batch_execute("BEGIN; LOCK TABLE t").await.unwrap();
    assert_eq!(code(server.rows(By::Learner, "SELECT * FROM t").await), "55P03");
    program.batch_execute("COMMIT").await.unwrap();
    assert_eq!(server.rows(By::Learner, "SELECT * FROM t").await.unwrap(), Vec::<Value>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn values_are_what_json_has_for_them() {
    let bench = Bench::new();
    let server = bench.start().await;
    let query =
        "SELECT 140.00 AS cents, 1 AS answer, 9007199254740993 AS large, true AS paid, NULL AS note, 'ä''\"' AS name,
        ARRAY[1, 2] AS list, '{\"b\": 1, \"a\": [null]}'::json AS doc, '\\x00ff'::bytea AS raw,
        '2026-01-02 03:04:05+00'::timestamptz AS at -- the end";
    let rows = server.rows(By::Learner, query).await.unwrap();
    assert_eq!(
        serde_json::to_string(&rows).unwrap(),
        r#"[{"cents":140.0,"answer":1,"large":9007199254740993,"paid":true,"note":null,"name":"ä'\"","list":[1,2],"doc":{"b":1,"a":[null]},"raw":"\\x00ff","at":"2026-01-02T03:04:05+00:00"}]"#
    );
    assert_eq!(code(server.rows(By::Learner, "SELECT 1; SELECT 2").await), "42601", "one query is one");
    assert_eq!(code(server.run(By::Learner, "SELEC 1").await), "42601");
    assert_eq!(server.rows(By::Learner, "SELECT 1 WHERE false").await.unwrap(), Vec::<Value>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_committed_can_be_followed() {
    let bench = Bench::new();
    let server = bench.start().await;
    server.run(By::Learner, "CREATE TABLE outbox (id int PRIMARY KEY)").await.unwrap();
    let slot = "SELECT pg_create_logical_replication_slot('followed', 'pgoutput')";
    server.run(By::Superuser, "CREATE PUBLICATION all_of_it FOR ALL TABLES").await.unwrap();
    server.run(By::Superuser, slot).await.unwrap();
    server.run(By::Learner, "INSERT INTO outbox VALUES (1), (2)").await.unwrap();
    server.run(By::Learner, "BEGIN; INSERT INTO outbox VALUES (3); ROLLBACK").await.unwrap();
    // B, R, I, I, C: begin, relation, two inserts, commit (manual, 54.9).
    let changes = "SELECT string_agg(chr(get_byte(data, 0)), '') AS kinds FROM pg_logical_slot_peek_binary_changes( \
                   'followed', NULL, NULL, 'proto_version', '1', 'publication_names', 'all_of_it')";
    assert_eq!(one(&server, By::Superuser, changes).await, json!({ "kinds": "BRIIC" }));

    server.run(By::Superuser, "ALTER ROLE learner REPLICATION; CREATE ROLE helper LOGIN").await.unwrap();
    server.run(By::Learner, &slot.replace("followed", "own")).await.unwrap();
    server.fresh().await.unwrap();
    let left = "SELECT (SELECT count(*) FROM pg_replication_slots) AS slots, \
                (SELECT count(*) FROM pg_roles WHERE rolname IN ('helper', 'learner')) AS roles, \
                (SELECT rolreplication FROM pg_roles WHERE rolname = 'learner') AS replicates";
    assert_eq!(
        one(&server, By::Superuser, left).await,
        json!({ "slots": 0, "roles": 1, "replicates": false })
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn two_side_by_side_and_nothing_left_of_either() {
    let bench = Bench::new();
    let (one, other) = (bench.start().await, bench.start().await);
    one.run(By::Learner, "CREATE TABLE t (id int)").await.unwrap();
    assert_eq!(code(other.rows(By::Learner, "SELECT * FROM t").await), "42P01");
    let processes = marked(bench.owner.mark());
    assert!(processes.len() >= 8, "each of them is found, PostgreSQL's own forks too: {processes:?}");
    let addresses = [one.address(), other.address()];
    one.stop().await;
    other.check_alive().unwrap();
    other.rows(By::Learner, "SELECT 1").await.unwrap();
    drop(other);
    assert_eq!(marked(bench.owner.mark()), Vec::<u32>::new());
    assert_eq!(processes.iter().map(|pid| segments_of(*pid)).sum::<usize>(), 0);
    assert!(addresses.into_iter().all(is_free));
    assert_eq!(subfolders(&bench.runs.path().join(bench.owner.mark())), Vec::<std::path::PathBuf>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_of_its_own_is_noticed() {
    let bench = Bench::new();
    let server = bench.start().await;
    for pid in marked(bench.owner.mark()) {
        let pid = rustix::process::Pid::from_raw(i32::try_from(pid).unwrap()).unwrap();
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::QUIT);
    }
    let gone = eventually("its end", Duration::from_secs(20), || async {
        server.check_alive().err().ok_or("it is still there")
    });
    let error = gone.await.unwrap();
    assert!(matches!(error, PostgresError::Gone { .. }) && !error.log().is_empty(), "{error:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_start_ends_what_a_killed_workbench_left() {
    if let Some(runs) = role() {
        let owner = Owner::claim(&runs).unwrap();
        let server = Postgres::start(&programs().await, &owner, &to_stderr()).await.unwrap();
        fs::write(runs.join("draft"), format!("{}\n{}", owner.mark(), server.address())).unwrap();
        fs::rename(runs.join("draft"), runs.join("told")).unwrap();
        return std::future::pending().await;
    }
    let runs = tempfile::tempdir().unwrap();
    let test = "engine::postgres::the_next_start_ends_what_a_killed_workbench_left";
    let mut killed = child(test, runs.path()).stderr(Stdio::null()).spawn().unwrap();
    let told = eventually("the other workbench to have a server", Duration::from_secs(120), || async {
        fs::read_to_string(runs.path().join("told"))
    });
    let told = told.await.unwrap();
    let (mark, address) = told.split_once('\n').unwrap();
    killed.kill().unwrap();
    killed.wait().unwrap();
    let left = marked(mark);
    assert!(left.len() >= 4, "a server without a workbench: {left:?}");
    let swept = sweep(runs.path()).unwrap();
    assert_eq!(swept.owners, 1);
    assert_eq!(marked(mark), Vec::<u32>::new());
    assert!(is_free(address.parse().unwrap()));
    assert_eq!(left.iter().map(|pid| segments_of(*pid)).sum::<usize>(), 0, "shared memory is given back");
    assert!(!Path::new("/tmp").join(format!("kafka-workbench-{mark}")).exists());
    assert_eq!(sweep(runs.path()).unwrap(), Swept::default());
}

/// As root it runs as another user; here the workbench itself is another user.
#[tokio::test(flavor = "multi_thread")]
async fn it_starts_for_who_is_not_root() {
    const NOBODY: u32 = 65_534;
    if let Some(folder) = role() {
        assert!(!rustix::process::geteuid().is_root());
        let told = fs::read_to_string(folder.join("programs")).unwrap();
        let programs = PostgresPrograms { folder: told.into(), version: "18".into(), cache: folder.clone() };
        let owner = Owner::claim(&folder).unwrap();
        let server = Postgres::start(&programs, &owner, &to_stderr()).await.unwrap();
        assert_eq!(one(&server, By::Learner, "SELECT 1 AS n").await, json!({ "n": 1 }));
        server.stop().await;
        fs::write(folder.join("done"), "").unwrap();
        return;
    }
    if !rustix::process::geteuid().is_root() {
        // Then every other test of this file is this one.
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let programs = programs().await.folder.display().to_string();
    fs::write(folder.path().join("programs"), &programs).unwrap();
    chown(folder.path(), Some(NOBODY), Some(NOBODY)).unwrap();
    // The test program itself may be where others cannot reach it.
    let own = tempfile::tempdir().unwrap();
    fs::set_permissions(own.path(), fs::Permissions::from_mode(0o755)).unwrap();
    fs::copy(std::env::current_exe().unwrap(), own.path().join("it")).unwrap();
    let template = child("engine::postgres::it_starts_for_who_is_not_root", folder.path());
    let mut command = std::process::Command::new(own.path().join("it"));
    command
        .args(template.get_args())
        .envs(template.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = command.uid(NOBODY).gid(NOBODY).current_dir(folder.path()).output().unwrap();
    assert!(folder.path().join("done").exists(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_package_is_told_plainly() {
    let bench = Bench::new();
    let broken = tempfile::tempdir().unwrap();
    let programs = PostgresPrograms { folder: broken.path().to_owned(), ..programs().await };
    fs::create_dir_all(broken.path().join("bin")).unwrap();
    let start = async || Postgres::start(&programs, &bench.owner, &to_stderr()).await.unwrap_err();
    let error = start().await;
    assert!(error.to_string().contains("No such file or directory"), "{error}");
    // A program that is none of PostgreSQL's.
    for name in ["initdb", "postgres"] {
        let file = broken.path().join("bin").join(name);
        fs::write(&file, "#!/bin/sh\necho 'initdb: error: nothing works' >&2\nexit 1\n").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    }
    for folder in ["lib/postgresql", "share"] {
        fs::create_dir_all(broken.path().join(folder)).unwrap();
    }
    let error = start().await;
    assert_eq!(
        error.to_string(),
        "could not make a data directory for PostgreSQL: initdb: error: nothing works"
    );
    assert!(error.hint().is_some() && !error.log().is_empty());
    assert_eq!(marked(bench.owner.mark()), Vec::<u32>::new());
}
