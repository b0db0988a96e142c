//! The router over a small course and a home of its own, asked without a port.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use tempfile::TempDir;
use tokio::sync::watch;
use tower::ServiceExt;

use super::from_workbench::Bench;
use super::guard::Guard;
use super::routes;
use super::state::AppState;
use crate::engine::EngineKind;
use crate::grade::Bundle;
use crate::store::AttemptRow;
use crate::workbench::{Options, Workbench};

/// The port that the tests' guard believes to be on.
pub(crate) const PORT: u16 = 4747;

/// A browser in front of the router.
pub(crate) struct Visitor {
    router: Router,
    /// The unused way in, as a path.
    pub(crate) entry: String,
    /// What is behind the router.
    pub(crate) bench: Bench,
    pub(crate) workbench: Arc<Workbench>,
    home: TempDir,
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
        Self::before(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/web"))
    }

    /// The same where Kafka is somebody's cluster, which is not asked for anything.
    pub(crate) async fn signed_in_as_a_guest() -> Self {
        let engine = "kafka.example:9092".parse().unwrap();
        Self::on(PathBuf::from(env!("CARGO_MANIFEST_DIR")), engine).sign_in().await
    }

    fn before(course: PathBuf) -> Self {
        Self::on(course, EngineKind::default())
    }

    fn on(course: PathBuf, engine: EngineKind) -> Self {
        let home = TempDir::new().unwrap();
        let options = Options { home: Some(home.path().to_owned()), course, engine, ..Options::default() };
        let workbench = Arc::new(Workbench::open(&options).unwrap());
        let bench = Bench::new(Arc::clone(&workbench));
        let guard = Arc::new(Guard::new(PORT));
        let url = guard.entry_url().unwrap();
        let entry = url.strip_prefix(&format!("http://127.0.0.1:{PORT}")).unwrap().to_owned();
        let (stop, stopping) = watch::channel(false);
        let router = routes::router(AppState { bench: bench.clone(), guard, stopping });
        Self { router, entry, bench, workbench, home, cookie: None, _stop: stop }
    }

    /// One who came in by the printed address.
    pub(crate) async fn signed_in() -> Self {
        let visitor = Self::stranger().sign_in().await;
        assert_eq!(visitor.workbench.diagnostics(), []);
        visitor
    }

    /// The same before the real course: for what needs its scaffold and fragments.
    pub(crate) async fn signed_in_to_the_course() -> Self {
        Self::before(PathBuf::from(env!("CARGO_MANIFEST_DIR"))).sign_in().await
    }

    async fn sign_in(self) -> Self {
        let mut visitor = self;
        let answer = visitor.get(&visitor.entry.clone()).await;
        let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
        visitor.cookie = cookie.split(';').next().map(str::to_owned);
        visitor
    }

    /// Puts a finished attempt into the home, as a Check would have.
    pub(crate) fn record(&self, bundle: &Bundle, outcome: &str, headline: &str) {
        let path = self.workbench.home().bundle(&bundle.attempt);
        std::fs::write(path, serde_json::to_vec(bundle).unwrap()).unwrap();
        let row = AttemptRow {
            id: bundle.attempt.clone(),
            lab: bundle.lab.clone(),
            began: bundle.began.clone(),
            outcome: outcome.to_owned(),
            held: 1,
            total: 3,
            headline: headline.to_owned(),
            digest: bundle.lab_digest.clone(),
        };
        self.workbench.store().add_attempt(&row).unwrap();
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
        let body = String::from_utf8_lossy(&body).replace(&self.home.path().display().to_string(), "[HOME]");
        Answer { status: parts.status, headers: parts.headers, body }
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
        let text = text
            .replace("&#39;", "'")
            .replace("&#34;", "\"")
            .replace("&#60;", "<")
            .replace("&#62;", ">")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"");
        let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
        lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
    }

    /// The value of an attribute of the first tag that has `before` in it.
    pub(crate) fn attribute(&self, before: &str, name: &str) -> String {
        let tag = &self.body[self.body.find(before).unwrap()..];
        let value = tag.split(&format!("{name}=\"")).nth(1).unwrap();
        value.split('"').next().unwrap().to_owned()
    }
}
