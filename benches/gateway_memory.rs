//! How much memory the gateway takes for programs that behave and for one that does not.
//!
//! `cargo run --example bench-gateway-memory`. The gateway is alone in this process: broker and programs are in a
//! second one, which is this program again.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use futures::future::try_join_all;
use kafka_workbench::gateway::{Gateway, Route};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Programs at once, what each of them does, and how long a request is.
const CONNECTIONS: usize = 200;
const EXCHANGES: usize = 200;
const REQUEST: usize = 10_000;
/// The answers to a program that never reads.
const ANSWER: usize = 10_000;
/// It has no room to send any more when nothing went for so long.
const STUCK: Duration = Duration::from_secs(2);

#[tokio::main]
async fn main() -> Result<()> {
    if std::env::args().nth(1).as_deref() == Some("others") {
        return others().await;
    }
    let mut others = Command::new(std::env::current_exe()?)
        .arg("others")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut said = BufReader::new(others.stdout.take().context("no output")?).lines();
    let mut heard = || said.next().context("the others ended")?.map_err(anyhow::Error::from);
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let front = listener.local_addr()?;
    let route = Route { listener, broker: heard()?.parse()?, id: 1 };
    let gateway = Gateway::open(vec![route], Instant::now())?;
    println!("before anybody came: {} MB", resident()?);
    let mut stdin = others.stdin.take().context("no input")?;
    writeln!(stdin, "{front}")?;

    println!("{}: {} MB, at most {} MB so far", heard()?, resident()?, peak()?);
    let seen = gateway.take().await;
    println!("their {} requests taken: {} MB ({:?})", seen.requests.len(), resident()?, seen.unseen);
    drop(seen);
    let before = resident()?;
    println!("{}: {} MB more", heard()?, resident()?.saturating_sub(before));
    let seen = gateway.take().await;
    println!("of its requests {} were kept, {} counted", seen.requests.len(), seen.unseen.requests);
    drop(stdin);
    ensure!(others.wait()?.success(), "the others failed");
    Ok(())
}

fn resident() -> Result<u64> {
    megabytes("VmRSS:")
}

fn peak() -> Result<u64> {
    megabytes("VmHWM:")
}

fn megabytes(what: &str) -> Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(what)).context("no such figure")?;
    Ok(line.split_whitespace().next().context("no number")?.parse::<u64>()? / 1024)
}

/// The broker, and then the programs.
async fn others() -> Result<()> {
    let broker = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", broker.local_addr()?);
    tokio::spawn(async move {
        while let Ok((stream, _)) = broker.accept().await {
            tokio::spawn(serve(stream));
        }
    });
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    let front: SocketAddr = line.trim().parse()?;

    let mut streams = try_join_all((0..CONNECTIONS).map(|_| TcpStream::connect(front))).await?;
    try_join_all(streams.iter_mut().map(work)).await?;
    println!(
        "after {CONNECTIONS} connections, each still open, made {EXCHANGES} exchanges of {REQUEST} bytes"
    );

    let mut deaf = TcpStream::connect(front).await?;
    let mut sent = 0;
    while let Ok(written) = tokio::time::timeout(STUCK, deaf.write_all(&request(100))).await {
        written?;
        sent += 1;
    }
    println!(
        "while one sent {sent} requests, whose answers are {} MB, and read nothing",
        (sent * ANSWER) >> 20
    );
    // Both stay until nobody asks any more.
    std::io::stdin().read_line(&mut line)?;
    drop((streams, deaf));
    Ok(())
}

async fn work(stream: &mut TcpStream) -> Result<()> {
    let mut answer = vec![0; ANSWER + 4];
    for _ in 0..EXCHANGES {
        stream.write_all(&request(REQUEST)).await?;
        stream.read_exact(&mut answer).await?;
    }
    Ok(())
}

/// Metadata in a version that nobody knows: read up to its head, and answered as this broker likes.
fn request(size: usize) -> Vec<u8> {
    let mut frame = u32::try_from(size).unwrap_or_default().to_be_bytes().to_vec();
    frame.extend([0, 3, 0x7f, 0, 0, 0, 0, 1]);
    frame.resize(size + 4, 0);
    frame
}

async fn serve(mut stream: TcpStream) -> Result<()> {
    let mut answer = u32::try_from(ANSWER)?.to_be_bytes().to_vec();
    answer.extend([0, 0, 0, 1]);
    answer.resize(ANSWER + 4, 0);
    loop {
        let mut frame = vec![0; usize::try_from(stream.read_u32().await?)?];
        stream.read_exact(&mut frame).await?;
        stream.write_all(&answer).await?;
    }
}
