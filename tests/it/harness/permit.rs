//! So many brokers at once as there are processors: more would slow each other down until limits are reached.

use std::sync::{Condvar, Mutex, PoisonError};

static IN_USE: Mutex<usize> = Mutex::new(0);
static GIVEN_BACK: Condvar = Condvar::new();

/// Room for one command that may start a broker, until it is dropped.
pub(crate) struct Permit(());

pub(super) fn take() -> Permit {
    let limit = std::thread::available_parallelism().map_or(2, usize::from);
    // A test that panicked gave its permit back all the same.
    let in_use = IN_USE.lock().unwrap_or_else(PoisonError::into_inner);
    let mut free =
        GIVEN_BACK.wait_while(in_use, |in_use| *in_use >= limit).unwrap_or_else(PoisonError::into_inner);
    *free += 1;
    Permit(())
}

impl Drop for Permit {
    fn drop(&mut self) {
        *IN_USE.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        GIVEN_BACK.notify_one();
    }
}
