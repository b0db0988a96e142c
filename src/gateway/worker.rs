//! The thread that all connections of a gateway are passed on by.
//!
//! One thread does not wake another for each piece that comes: that would cost more than passing the piece on. And
//! nothing that the rest of the workbench does with its own threads holds a connection up.

use std::io;
use std::thread::{Builder, JoinHandle};
use tokio::runtime::{self, Runtime};
use tokio_util::sync::CancellationToken;

/// Threads beside it that may look up who a connection is from.
const LOOKING_UP: usize = 2;

/// A thread with a runtime of its own. Dropped, it ends what it does, and waits until that has ended.
#[derive(Debug)]
pub(super) struct Worker {
    closing: CancellationToken,
    thread: Option<JoinHandle<()>>,
}

/// A runtime for [`Worker::start`]; sockets are given to it before.
pub(super) fn runtime() -> io::Result<Runtime> {
    runtime::Builder::new_current_thread().enable_all().max_blocking_threads(LOOKING_UP).build()
}

impl Worker {
    /// Does `work` until it or the worker ends.
    pub(super) fn start(
        runtime: Runtime,
        work: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<Worker> {
        let closing = CancellationToken::new();
        let closed = closing.clone();
        let thread = Builder::new().name("gateway".to_owned()).spawn(move || {
            runtime.block_on(closed.run_until_cancelled(work));
        })?;
        Ok(Worker { closing, thread: Some(thread) })
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.closing.cancel();
        if let Some(thread) = self.thread.take() {
            // It ends by itself; a panic in it was reported where it was.
            let _ = thread.join();
        }
    }
}
