//! Copies bytes in both directions and looks at none of them.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::thread::JoinHandle;

use tokio::io::copy_bidirectional_with_sizes;
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;

/// As much at once as the gateway reads.
const CHUNK: usize = 64 << 10;

/// Dropped, it ends, and its socket is closed.
pub(crate) struct Pipe {
    closing: CancellationToken,
    thread: Option<JoinHandle<()>>,
}

impl Pipe {
    pub(crate) fn open(listener: TcpListener, upstream: SocketAddr) -> io::Result<Pipe> {
        listener.set_nonblocking(true)?;
        let closing = CancellationToken::new();
        let closed = closing.clone();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let thread = std::thread::spawn(move || {
            runtime.block_on(closed.run_until_cancelled(accept(listener, upstream)));
        });
        Ok(Pipe { closing, thread: Some(thread) })
    }
}

async fn accept(listener: TcpListener, upstream: SocketAddr) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
    while let Ok((mut program, _)) = listener.accept().await {
        tokio::spawn(async move {
            let mut broker = TcpStream::connect(upstream).await?;
            for side in [&program, &broker] {
                side.set_nodelay(true)?;
            }
            copy_bidirectional_with_sizes(&mut program, &mut broker, CHUNK, CHUNK).await
        });
    }
}

impl Drop for Pipe {
    fn drop(&mut self) {
        self.closing.cancel();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
