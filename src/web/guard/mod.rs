//! Who may ask: the one place where a request is let through or turned away.
//!
//! The workbench runs programs on the learner's machine, so no other page in the browser, no other
//! machine and no other user of this one may speak to it. In order: the Host must be ours (against
//! DNS rebinding), the request must not come from another site's page (Sec-Fetch-Site, and Origin
//! on every change), and it must carry the cookie that the printed address is exchanged for.

mod secret;
mod source;
mod entry;
mod headers;
mod refusal;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;

use self::refusal::Refusal;
use self::secret::Secret;

/// Knows the address that is served, the way in and the cookie.
///
/// The cookie's secret lives as long as the process. A browser sends the cookies of 127.0.0.1 to
/// every port there, so some other local server may have seen it: a restart makes that worthless,
/// and costs the learner one click on the new address, after which open tabs go on.
#[derive(Debug)]
pub(crate) struct Guard {
    port: u16,
    session: Secret,
    /// The unused way in; `None` once somebody came in by it.
    entry: Mutex<Option<Secret>>,
}

/// The nonce of one answer, for the template and for the content security policy alike.
#[derive(Debug, Clone)]
pub(crate) struct Nonce(pub(crate) String);

/// What becomes of a request.
#[derive(Debug)]
enum Ruling {
    /// It goes on to its handler.
    Pass,
    /// It used the way in: it gets the cookie and is sent to the course map.
    Enter,
    /// It is turned away.
    Refuse(Refusal),
}

impl Guard {
    /// A guard for the port that is listened on, with one unused way in.
    pub(crate) fn new(port: u16) -> Self {
        Self { port, session: Secret::random(), entry: Mutex::new(Some(Secret::random())) }
    }

    /// The address to print: it lets one browser in, once. `None` when it has been used.
    pub(crate) fn entry_url(&self) -> Option<String> {
        let entry = self.entry.lock().unwrap_or_else(PoisonError::into_inner);
        entry.as_ref().map(|secret| format!("http://127.0.0.1:{}{}{secret}", self.port, entry::PATH))
    }

    fn judge(&self, request: &Parts) -> Ruling {
        if let Err(refusal) = source::check(request, self.port) {
            return Ruling::Refuse(refusal);
        }
        let signed_in = self.is_signed_in(&request.headers);
        if let Some(token) = request.uri.path().strip_prefix(entry::PATH) {
            return self.enter(request, token, signed_in);
        }
        if signed_in { Ruling::Pass } else { Ruling::Refuse(Refusal::no_cookie(request)) }
    }
}

/// The middleware around every route.
pub(crate) async fn stand(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    let nonce = Nonce(Secret::random().to_string());
    let (parts, body) = request.into_parts();
    let ruling = guard.judge(&parts);
    let mut request = Request::from_parts(parts, body);
    let mut response = match ruling {
        Ruling::Pass => {
            request.extensions_mut().insert(nonce.clone());
            next.run(request).await
        }
        Ruling::Enter => guard.welcome(),
        Ruling::Refuse(refusal) => refusal.page(&nonce.0),
    };
    headers::add(response.headers_mut(), &nonce.0);
    response
}
