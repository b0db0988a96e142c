//! Listens on loopback and serves until it is told to stop.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::watch;

use super::from_workbench::Bench;
use super::guard::Guard;
use super::routes;
use super::state::AppState;
use crate::workbench::Workbench;

/// Why the pages cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// Another program listens on the port.
    #[error("port {0} is taken by another program on this machine")]
    PortTaken(u16),
    /// The system refuses the port.
    #[error("cannot listen on 127.0.0.1:{port}")]
    CannotListen {
        /// The port that was asked for.
        port: u16,
        /// What the system says.
        source: io::Error,
    },
    /// The listener broke while serving.
    #[error("the web server stopped")]
    Stopped(#[source] io::Error),
}

impl ServerError {
    /// The next step, apart from what happened.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::PortTaken(port) => Some(format!(
                "if that is another workbench, use it; else choose another port: `--port {}`, or `--port 0` for any",
                port.wrapping_add(1).max(1024)
            )),
            Self::CannotListen { .. } => Some("choose another port with `--port`".to_owned()),
            Self::Stopped(_) => None,
        }
    }
}

/// A port that is listened on, with its guard. Nothing is answered before `serve`.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    guard: Arc<Guard>,
    address: SocketAddr,
}

impl Server {
    /// Listens on 127.0.0.1, and nowhere else. Port 0 takes any that is free.
    pub async fn bind(port: u16) -> Result<Self, ServerError> {
        let cannot = |source: io::Error| match source.kind() {
            io::ErrorKind::AddrInUse => ServerError::PortTaken(port),
            _ => ServerError::CannotListen { port, source },
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(cannot)?;
        let address = listener.local_addr().map_err(cannot)?;
        Ok(Self { listener, guard: Arc::new(Guard::new(address.port())), address })
    }

    /// The port that is listened on.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The address to print and to open: it lets one browser in, once.
    pub fn entry_url(&self) -> Option<String> {
        self.guard.entry_url()
    }

    /// Answers until `stop` is done, then ends open streams and finishes what is being answered.
    pub async fn serve(
        self,
        workbench: Arc<Workbench>,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), ServerError> {
        let bench = Bench::new(workbench);
        let (tell, stopping) = watch::channel(false);
        let router = routes::router(AppState { bench: bench.clone(), guard: self.guard, stopping });
        let stopped = async move {
            stop.await;
            // Streams wait on this; without it a page left open would keep the server alive.
            let _ = tell.send(true);
        };
        let served = axum::serve(self.listener, router).with_graceful_shutdown(stopped).await;
        // What runs for a page is stopped and tidied up before the workbench goes.
        bench.close().await;
        served.map_err(ServerError::Stopped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_taken_port_is_named_with_a_way_out() {
        let first = Server::bind(0).await.unwrap();
        let error = Server::bind(first.port()).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("port {} is taken by another program on this machine", first.port())
        );
        assert!(error.hint().unwrap().contains("`--port 0` for any"));
    }

    #[tokio::test]
    async fn only_loopback_is_listened_on() {
        let server = Server::bind(0).await.unwrap();
        assert!(server.address.ip().is_loopback());
        let url = server.entry_url().unwrap();
        assert!(url.starts_with(&format!("http://127.0.0.1:{}/enter/", server.port())));
    }
}
