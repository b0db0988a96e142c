//! Serves the pages over a hand-written course, to look at them.

use anyhow::Result;
use kafka_workbench::web::{Bench, Server};

#[tokio::main]
async fn main() -> Result<()> {
    let port = std::env::args().nth(1).and_then(|port| port.parse().ok()).unwrap_or(0);
    let server = Server::bind(port).await?;
    println!("{}", server.entry_url().unwrap_or_default());
    server
        .serve(Bench, async {
            let _ = tokio::signal::ctrl_c().await;
        })
        .await?;
    Ok(())
}
