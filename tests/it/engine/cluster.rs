//! A cluster's life: ready, alone, gone.

use std::time::Instant;

use super::{Bench, to_stderr};

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_starts_sings_and_leaves_nothing() {
    let bench = Bench::new().await;
    let begun = Instant::now();
    let cluster = bench.engine.start(&to_stderr()).await.expect("a cluster");
    eprintln!("started in {:?}", begun.elapsed());
    for _ in 0..4 {
        let begun = Instant::now();
        cluster.canary().await.expect("a canary");
        eprintln!("canary in {:?}", begun.elapsed());
    }
    let begun = Instant::now();
    cluster.stop().await;
    eprintln!("stopped in {:?}", begun.elapsed());
}
