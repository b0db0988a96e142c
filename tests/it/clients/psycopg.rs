//! psycopg, against a real PostgreSQL, through the proxy: nothing is lost on the way, and what ends is seen.

use std::sync::Arc;
use std::time::{Duration, Instant};

use kafka_workbench::engine::Postgres;
use kafka_workbench::engine::postgres::By;
use kafka_workbench::engine::runs::Owner;
use kafka_workbench::engine::runtime::PostgresPrograms;
use kafka_workbench::evidence::Ending::{self, Committed, RolledBack};
use kafka_workbench::gateway::Peers;
use kafka_workbench::gateway::postgres::Proxy;
use serde_json::json;

use super::{file, shared_runtime};
use crate::engine::{cache, to_stderr};

#[tokio::test(flavor = "multi_thread")]
async fn psycopg_passes() {
    let runs = tempfile::tempdir().unwrap();
    let owner = Owner::claim(runs.path()).unwrap();
    let programs = PostgresPrograms::prepare(&cache(), &to_stderr()).await.unwrap();
    let server = Arc::new(Postgres::start(&programs, &owner, &to_stderr()).await.unwrap());
    let proxy = Proxy::open(server.address(), Instant::now(), Peers::default()).unwrap();
    let python = shared_runtime().await.python;
    let url = server.url(proxy.address());
    let ran = tokio::task::spawn_blocking(move || {
        std::process::Command::new(python).arg(file("psycopg/client.py")).env("DATABASE_URL", url).output()
    });
    let output = ran.await.unwrap().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(said, "1104\ndeclined\n", "{}", String::from_utf8_lossy(&output.stderr));

    assert_eq!(proxy.settled(Duration::from_secs(10)).await, Ok(()));
    let ended: Vec<(Ending, i64, bool)> = proxy
        .transactions()
        .iter()
        .filter(|it| it.wrote)
        .map(|it| (it.outcome, it.rows, it.implicit))
        .collect();
    let expected = [
        (Committed, 0, false),
        (Committed, 3, false),
        (Committed, 100, false),
        (Committed, 1, false),
        (Committed, 1_000, false),
        (RolledBack, 1, false),
        (Committed, 2, false),
        (Committed, 2, false),
        (Committed, 1, true),
    ];
    assert_eq!(ended, expected);
    let kept =
        "SELECT count(*) AS notes, count(*) FILTER (WHERE text IN ('undone', 'lost')) AS lost FROM note";
    assert_eq!(server.rows(By::Learner, kept).await.unwrap(), [json!({ "notes": 1_107, "lost": 0 })]);
}
