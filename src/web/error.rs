//! What a learner reads when a page cannot be had: what happened, what was not lost, a way out.
//!
//! A handler returns a `WebError`; it travels as an extension of a bare answer, and `dress`, which
//! knows the frame of the page, turns it into a page or, for htmx, into a fragment for `#notice`.

use askama::Template;
use axum::Extension;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::guard::Nonce;
use super::state::AppState;
use super::view::Link;
use super::view::chrome::Chrome;

/// Why a page cannot be had.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WebError {
    /// No route.
    #[error("There is no page at this address.")]
    NoPage,
    /// No lesson of this name, or one that is not there yet.
    #[error("There is no lesson called “{0}”.")]
    NoLesson(String),
    /// No lab of this name.
    #[error("There is no lab called “{0}”.")]
    NoLab(String),
    /// No attempt of this id: the oldest are removed as new ones come.
    #[error("There is no attempt “{0}”. The oldest attempts make room for new ones.")]
    NoAttempt(String),
    /// The attempt's evidence has no such record.
    #[error("The attempt's evidence has no record {0}.")]
    NoRecord(String),
    /// No run of this id in this start of the workbench.
    #[error(
        "There is no run “{0}” in this start of the workbench. Finished runs are under the lab's attempts."
    )]
    NoJob(String),
    /// The file on disk is not the one that the text was typed over.
    #[error(
        "{path} has changed on disk since this page was opened, in another tab or another editor. \
         Nothing was overwritten, and the text in this page is still here."
    )]
    Stale {
        /// The file.
        path: String,
    },
    /// The workbench knows no such thing, and says which it knows.
    #[error("{message}")]
    Missing {
        /// What was asked for.
        message: String,
        /// What there is.
        hint: Option<String>,
    },
    /// There is no Kafka to run on.
    #[error("{message}")]
    NoKafka {
        /// What happened.
        message: String,
        /// What to do.
        hint: Option<String>,
    },
    /// The workbench could not do its part, and can say why.
    #[error("{message}")]
    Broken {
        /// What happened and what was not lost.
        message: String,
        /// What to do.
        hint: Option<String>,
    },
    /// A field is missing or cannot be read.
    #[error("{0}")]
    BadField(String),
    /// The workbench says no, in its own words.
    #[error("{message}")]
    Refused {
        /// What happened and what was not lost.
        message: String,
        /// The next step.
        hint: Option<String>,
    },
    /// Something broke that should not. The cause is for the log.
    #[error("The workbench could not do this. Files, attempts and progress are as they were.")]
    Inside(#[from] anyhow::Error),
}

/// A `WebError` as the template shows it.
#[derive(Debug, Clone)]
pub(crate) struct ErrorView {
    pub(crate) title: &'static str,
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
    pub(crate) ways_out: Vec<Link>,
    /// Whether it is not the learner's fault.
    pub(crate) ours: bool,
}

impl ErrorView {
    /// For an answer that axum gave by itself, before any handler: a form or an address that it
    /// could not read.
    fn of_bare(response: &Response) -> Option<Self> {
        let (title, message) = match response.status() {
            StatusCode::METHOD_NOT_ALLOWED => ("Not found", "This address takes no such request."),
            StatusCode::PAYLOAD_TOO_LARGE => (
                "Too large",
                "What was sent is larger than 2 MB. Nothing was written, and nothing was started.",
            ),
            StatusCode::BAD_REQUEST
            | StatusCode::UNSUPPORTED_MEDIA_TYPE
            | StatusCode::UNPROCESSABLE_ENTITY => (
                "This cannot be taken",
                "A field is missing or cannot be read. Nothing was written, and nothing was started.",
            ),
            _ => return None,
        };
        Some(Self { title, message: message.to_owned(), hint: None, ways_out: ways_out(), ours: false })
    }

    /// Amber where it is not the learner's fault.
    fn class(&self) -> &'static str {
        if self.ours { "note--amber" } else { "" }
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    chrome: Chrome,
    error: ErrorView,
}

#[derive(Template)]
#[template(path = "parts/error.html")]
pub(crate) struct ErrorFragment {
    pub(crate) error: ErrorView,
}

impl WebError {
    fn status(&self) -> StatusCode {
        match self {
            Self::NoPage
            | Self::NoLesson(_)
            | Self::NoLab(_)
            | Self::NoAttempt(_)
            | Self::NoRecord(_)
            | Self::NoJob(_)
            | Self::Missing { .. } => StatusCode::NOT_FOUND,
            Self::Stale { .. } | Self::Refused { .. } => StatusCode::CONFLICT,
            Self::BadField(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::NoKafka { .. } => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken { .. } | Self::Inside(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn view(&self) -> ErrorView {
        let (title, hint) = match self {
            Self::Stale { path } => (
                "The file changed meanwhile",
                Some(format!(
                    "Copy what was typed, reload the page to see {path} as it is now, and put the two together."
                )),
            ),
            Self::BadField(_) => ("This cannot be taken", None),
            Self::Refused { hint, .. } => ("Not now", hint.clone()),
            Self::Missing { hint, .. } => ("Not found", hint.clone()),
            Self::NoKafka { hint, .. } => ("There is no Kafka to run on", hint.clone()),
            Self::Broken { hint, .. } => ("The workbench could not do this", hint.clone()),
            Self::Inside(_) => (
                "Something broke here",
                Some(
                    "The terminal in which the workbench runs shows the cause. Trying again may work."
                        .to_owned(),
                ),
            ),
            _ => ("Not found", None),
        };
        let ours = matches!(self, Self::Inside(_) | Self::Broken { .. } | Self::NoKafka { .. });
        ErrorView { title, message: self.to_string(), hint, ways_out: ways_out(), ours }
    }
}

fn ways_out() -> Vec<Link> {
    vec![Link::new("All lessons and labs", "/"), Link::new("The skill", "/skill")]
}

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        if let Self::Inside(cause) = &self {
            tracing::error!(cause = format!("{cause:#}"), "a page could not be made");
        }
        (self.status(), Extension(self.view())).into_response()
    }
}

impl From<askama::Error> for WebError {
    fn from(error: askama::Error) -> Self {
        Self::Inside(anyhow::Error::new(error).context("could not fill a template"))
    }
}

/// The middleware that gives errors their page.
pub(crate) async fn dress(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let is_fragment = request.headers().contains_key("hx-request");
    let nonce = request.extensions().get::<Nonce>().map(|nonce| nonce.0.clone()).unwrap_or_default();
    let mut response = next.run(request).await;
    let error = response.extensions_mut().remove::<ErrorView>().or_else(|| ErrorView::of_bare(&response));
    let Some(error) = error else { return response };
    let page = if is_fragment {
        ErrorFragment { error }.render()
    } else {
        ErrorPage { chrome: state.bench.chrome(nonce), error }.render()
    };
    if let Ok(page) = page {
        *response.body_mut() = page.into();
        let html = HeaderValue::from_static("text/html; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_TYPE, html);
    }
    response
}
