//! Work that must come to its end where nothing can be awaited: in `Drop`, and while a workbench is being opened.

use std::sync::mpsc;
use std::time::Duration;

/// Runs it on a thread with a runtime of its own and waits, no longer than `within`; then it goes on by itself and
/// there is no result. What it uses must not belong to the caller's runtime, which may be blocked by this.
pub(super) fn aside<T, Work>(within: Duration, work: impl FnOnce() -> Work + Send + 'static) -> Option<T>
where
    T: Send + 'static,
    Work: Future<Output = T>,
{
    let (done, result) = mpsc::channel();
    let thread = std::thread::Builder::new().name("docker".into()).spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        if let Ok(runtime) = runtime {
            // Nobody may be waiting any more.
            let _ = done.send(runtime.block_on(work()));
        }
    });
    // Without a thread there is no result either.
    drop(thread);
    result.recv_timeout(within).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn works_on_a_runtime_that_is_blocked_by_it() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let connected = aside(Duration::from_secs(5), move || async move {
            tokio::net::TcpStream::connect(address).await.is_ok()
        });
        assert_eq!(connected, Some(true));
    }

    #[test]
    fn gives_up_in_time() {
        assert_eq!(aside(Duration::from_millis(50), std::future::pending::<()>), None);
    }
}
