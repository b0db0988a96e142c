//! The other end of a connection, and whether it is still there.

use std::io;
use std::net::TcpStream as Socket;
use std::os::fd::AsFd;
use tokio::net::TcpStream;

/// The caller's end of a connection that somebody else reads.
///
/// A caller that has closed its sending half counts as gone, as the end of a process looks no different.
/// One that sent more than its call, without waiting for the answer, is taken to be there.
pub(super) struct Peer(Socket);

impl Peer {
    pub(super) fn of(stream: &TcpStream) -> io::Result<Peer> {
        Ok(Peer(Socket::from(stream.as_fd().try_clone_to_owned()?)))
    }

    /// Whether it has gone, as the system knows it at this moment.
    pub(super) fn has_left(&self) -> bool {
        // The socket does not block. Asked directly, it knows more than the runtime has heard of yet.
        match self.0.peek(&mut [0]) {
            Ok(read) => read == 0,
            Err(error) => error.kind() != io::ErrorKind::WouldBlock,
        }
    }

    /// Waits until it has gone.
    pub(super) async fn left(&self) {
        let Ok(socket) = self.0.try_clone().and_then(TcpStream::from_std) else {
            // Without a handle to watch with, the look at the end must do.
            return std::future::pending().await;
        };
        if let Ok(1..) = socket.peek(&mut [0]).await {
            std::future::pending().await
        }
    }
}
