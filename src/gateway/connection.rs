//! One connection of a program, passed on to the broker.

use super::answers::Answers;
use super::link::Link;
use super::path::pump;
use super::requests::Requests;
use super::tap::Event;
use std::net::SocketAddr;
use std::ops::ControlFlow;
use tokio::net::TcpStream;

/// Passes a connection on until both sides have ended, one of them failed, or a rule ends it.
pub(super) async fn pass(client: TcpStream, broker: SocketAddr, link: Link) {
    if link.refused().await {
        return reset(client);
    }
    let upstream = match TcpStream::connect(broker).await {
        Ok(upstream) => upstream,
        Err(error) => {
            tracing::debug!(%error, %broker, "the broker takes no connection");
            return reset(client);
        }
    };
    // Kafka's own clients and brokers do the same: small frames must not wait for full segments.
    for side in [&client, &upstream] {
        if let Err(error) = side.set_nodelay(true) {
            tracing::debug!(%error, "no TCP_NODELAY");
        }
    }
    let (from_client, to_client) = client.into_split();
    let (from_broker, to_broker) = upstream.into_split();
    let requests = async {
        let mut side = Requests::new(&link);
        let ended = pump(from_client, to_broker, &mut side).await;
        // Nobody waits for answers any more, at least not for one that is held.
        link.gone.cancel();
        link.common.tap.tell(Event::Left { connection: link.connection });
        ended
    };
    let answers = async {
        let mut side = Answers::new(&link);
        pump(from_broker, to_client, &mut side).await
    };
    // Found out beside the stream: nobody waits for it but a rule that asks.
    tokio::join!(both(requests, answers), link.who());
}

/// Ends a connection as one ends that nobody listens for, as nearly as that can be done: the system has accepted
/// it already, and now it is reset. What the program has sent is not read.
fn reset(client: TcpStream) {
    if let Err(error) = client.set_zero_linger() {
        tracing::debug!(%error, "a connection is closed in place of being reset");
    }
}

/// Until both have ended, or one of them failed or was ended by a rule.
async fn both(
    requests: impl Future<Output = std::io::Result<ControlFlow<()>>>,
    answers: impl Future<Output = std::io::Result<ControlFlow<()>>>,
) {
    // A rule's end is taken like a failure: what is left of the connection goes with it.
    let settled = |ended: std::io::Result<ControlFlow<()>>| match ended {
        Ok(ControlFlow::Continue(())) => Ok(()),
        Ok(ControlFlow::Break(())) => Err(None),
        Err(error) => Err(Some(error)),
    };
    let ended = tokio::try_join!(async { settled(requests.await) }, async { settled(answers.await) });
    if let Err(Some(error)) = ended {
        tracing::trace!(%error, "a connection through the gateway ended early");
    }
}
