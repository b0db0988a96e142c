//! The ways from a program to the broker, all but one by the same port.

use std::ffi::OsString;
use std::fmt;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use kafka_workbench::engine::Cluster;
use kafka_workbench::engine::eventually::eventually;
use kafka_workbench::gateway::{Gateway, Route};

use crate::pipe::Pipe;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Way {
    Direct,
    Gateway,
    /// Bytes are copied by a thread such as the gateway's and not looked at: what one more hop costs in any case.
    Pipe,
    Toxiproxy,
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Way::Direct => "direct",
            Way::Gateway => "gateway",
            Way::Pipe => "bare pipe",
            Way::Toxiproxy => "toxiproxy",
        })
    }
}

impl Way {
    pub(crate) const ALL: [Way; 4] = [Way::Direct, Way::Gateway, Way::Pipe, Way::Toxiproxy];
}

/// What the ways lead to.
pub(crate) struct Ground {
    direct: String,
    /// Where the broker tells programs that it is, and where it is.
    front: SocketAddr,
    upstream: SocketAddr,
    broker: i32,
    toxiproxy: OsString,
    folder: PathBuf,
}

/// A way that can be gone; dropped, it is closed.
pub(crate) struct Open {
    pub(crate) bootstrap: String,
    /// Whose processor time is the way's own; none for the direct way.
    pub(crate) process: Option<u32>,
    _way: Held,
}

#[expect(dead_code, reason = "held until the way is closed")]
enum Held {
    Nothing,
    Gateway(Gateway),
    Pipe(Pipe),
    Server(Server),
}

struct Server(Child);

impl Ground {
    pub(crate) fn new(cluster: &Cluster, toxiproxy: OsString, folder: &Path) -> Result<Ground> {
        // The socket is closed here: each way binds the port anew.
        let front = cluster.take_fronts().pop().context("the cluster has a front")?;
        Ok(Ground {
            direct: cluster.bootstrap(),
            front: front.address()?,
            upstream: front.upstream,
            broker: front.broker_id,
            toxiproxy,
            folder: folder.to_owned(),
        })
    }

    pub(crate) async fn open(&self, way: Way) -> Result<Open> {
        let front = self.front.to_string();
        Ok(match way {
            Way::Direct => Open { bootstrap: self.direct.clone(), process: None, _way: Held::Nothing },
            Way::Gateway => {
                let listener = TcpListener::bind(self.front)?;
                let route = Route { listener, broker: self.upstream, id: self.broker };
                let gateway = Gateway::open(vec![route], Instant::now())?;
                let process = Some(std::process::id());
                Open { bootstrap: front, process, _way: Held::Gateway(gateway) }
            }
            Way::Pipe => {
                let pipe = Pipe::open(TcpListener::bind(self.front)?, self.upstream)?;
                Open { bootstrap: front, process: Some(std::process::id()), _way: Held::Pipe(pipe) }
            }
            Way::Toxiproxy => {
                let server = self.start_toxiproxy().await?;
                let process = Some(server.0.id());
                Open { bootstrap: front, process, _way: Held::Server(server) }
            }
        })
    }

    /// Its file of proxies stands in for calls to its API, which gets a port that nobody asks for.
    async fn start_toxiproxy(&self) -> Result<Server> {
        let config = self.folder.join("toxiproxy.json");
        let proxy = serde_json::json!([{
            "name": "kafka",
            "listen": self.front.to_string(),
            "upstream": self.upstream.to_string(),
            "enabled": true,
        }]);
        std::fs::write(&config, proxy.to_string())?;
        let mut command = Command::new(&self.toxiproxy);
        command.args(["-host", "127.0.0.1", "-port", "0", "-config"]).arg(&config);
        // By default it logs every connection.
        command.env("LOG_LEVEL", "error").stdin(Stdio::null()).stdout(Stdio::null());
        let server = Server(command.spawn().context("toxiproxy")?);
        eventually("toxiproxy", Duration::from_secs(10), || async {
            TcpStream::connect(self.front).map(drop)
        })
        .await?;
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself, which the measurement has then told.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
