//! Takes in connections for as long as somebody wants them.

use std::future::pending;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;

/// Where nothing can be accepted, for want of file handles mostly, a connection that ends makes room. So may anything
/// else in this process, of which nobody tells.
const ROOM: Duration = Duration::from_millis(100);

/// Serves every connection that comes, for ever; dropped, it ends them.
pub(super) async fn all<Served>(listener: TcpListener, mut serve: impl FnMut(TcpStream, SocketAddr) -> Served)
where
    Served: Future<Output = ()> + Send + 'static,
{
    let mut connections = JoinSet::new();
    let mut full = false;
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((client, peer)) => {
                    full = false;
                    connections.spawn(serve(client, peer));
                }
                Err(error) => {
                    tell(&mut full, &error);
                    let ended = async {
                        if connections.join_next().await.is_none() {
                            pending::<()>().await;
                        }
                    };
                    // Whether one has ended or not, the next to come is asked for.
                    let _ = timeout(ROOM, ended).await;
                }
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

/// Once for each time that room is wanting, and not ten times a second.
fn tell(full: &mut bool, error: &io::Error) {
    if !std::mem::replace(full, true) {
        tracing::warn!(%error, "a connection could not be accepted");
    }
}
