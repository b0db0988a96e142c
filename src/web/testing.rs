//! The router with a course behind it, asked without a port.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use tokio::sync::watch;
use tower::ServiceExt;

use super::from_workbench::Bench;
use super::guard::Guard;
use super::routes;
use super::state::AppState;

/// The port that the tests' guard believes to be on.
pub(crate) const PORT: u16 = 4747;

/// A browser in front of the router.
pub(crate) struct Visitor {
    router: Router,
    /// The unused way in, as a path.
    pub(crate) entry: String,
    cookie: Option<String>,
    // Open streams end when it goes.
    _stop: watch::Sender<bool>,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Visitor {
    /// One who has not been let in.
    pub(crate) fn stranger() -> Self {
        let guard = Arc::new(Guard::new(PORT));
        let url = guard.entry_url().unwrap();
        let entry = url.strip_prefix(&format!("http://127.0.0.1:{PORT}")).unwrap().to_owned();
        let (stop, stopping) = watch::channel(false);
        let router = routes::router(AppState { bench: Bench::default(), guard, stopping });
        Self { router, entry, cookie: None, _stop: stop }
    }

    /// One who came in by the printed address.
    pub(crate) async fn signed_in() -> Self {
        let mut visitor = Self::stranger();
        let answer = visitor.get(&visitor.entry.clone()).await;
        let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
        visitor.cookie = cookie.split(';').next().map(str::to_owned);
        visitor
    }

    /// A request as our own pages send it, to be changed by a test.
    pub(crate) fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        let mut request =
            Request::builder().method(method).uri(path).header("host", format!("127.0.0.1:{PORT}"));
        if method != "GET" {
            request = request
                .header("origin", format!("http://127.0.0.1:{PORT}"))
                .header("sec-fetch-site", "same-origin")
                .header("content-type", "application/x-www-form-urlencoded");
        }
        match &self.cookie {
            Some(cookie) => request.header("cookie", cookie),
            None => request,
        }
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(self.request("GET", path).body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn post(&self, path: &str, form: &str) -> Answer {
        self.send(self.request("POST", path).body(Body::from(form.to_owned())).unwrap()).await
    }

    /// The same as htmx sends it.
    pub(crate) async fn post_htmx(&self, path: &str, form: &str) -> Answer {
        let request = self.request("POST", path).header("hx-request", "true");
        self.send(request.body(Body::from(form.to_owned())).unwrap()).await
    }
}

impl Answer {
    /// Status, and where it leads or what its main part says.
    pub(crate) fn summary(&self) -> String {
        match self.headers.get(header::LOCATION) {
            Some(to) => format!("{} → {}", self.status, to.to_str().unwrap()),
            None => format!("{}\n{}", self.status, self.main_text()),
        }
    }

    /// The words of the page's main part, or of the whole fragment: one line a line of the page.
    pub(crate) fn main_text(&self) -> String {
        let start = self.body.find("<main").unwrap_or(0);
        let end = self.body.find("</main>").unwrap_or(self.body.len());
        let mut text = String::new();
        let mut in_tag = false;
        for c in self.body[start..end].chars() {
            match c {
                '<' => in_tag = true,
                '>' => in_tag = false,
                c if !in_tag => text.push(c),
                _ => {}
            }
        }
        let text =
            text.replace("&#39;", "'").replace("&#34;", "\"").replace("&#60;", "<").replace("&#62;", ">");
        let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
        lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
    }
}
