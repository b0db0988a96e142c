//! The page of somebody who is turned away: why, and how to get in. It shows nothing of the course.

use askama::Template;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Why a request is turned away.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    title: &'static str,
    sentences: Vec<String>,
    /// A link to the same page: a click on it is our own page's request, and carries the cookie.
    again: Option<String>,
}

#[derive(Template)]
#[template(path = "gate.html")]
struct Gate<'a> {
    nonce: &'a str,
    title: &'a str,
    sentences: &'a [String],
    again: Option<&'a str>,
}

impl Refusal {
    /// The Host header names something else.
    pub(super) fn wrong_host(address: &str) -> Self {
        Self {
            status: StatusCode::MISDIRECTED_REQUEST,
            title: "Not served under this name",
            sentences: vec![format!(
                "The workbench answers at http://{address} on this machine and nowhere else."
            )],
            again: None,
        }
    }

    /// Another site's page asked.
    pub(super) fn foreign_page() -> Self {
        Self {
            status: StatusCode::FORBIDDEN,
            title: "This did not come from the workbench's own pages",
            sentences: vec![
                "Nothing was changed. A change is taken only from a page of the workbench itself.".to_owned(),
                "If this was such a page, its browser sends no Origin header: another browser helps."
                    .to_owned(),
            ],
            again: None,
        }
    }

    /// There is no cookie, or one of an earlier start.
    pub(super) fn no_cookie(request: &Parts) -> Self {
        let is_page = request.method == axum::http::Method::GET
            && request.headers.get(header::ACCEPT).is_some_and(|a| a.as_bytes().starts_with(b"text/html"));
        Self {
            status: StatusCode::FORBIDDEN,
            title: "This browser is not signed in to the workbench",
            sentences: vec![
                "The terminal in which the workbench was started shows an address that lets one browser in, once."
                    .to_owned(),
                "If it has been used, stop the workbench with Ctrl+C and start it again: it prints a new one. \
                 Files, attempts and progress stay as they are."
                    .to_owned(),
            ],
            again: is_page.then(|| request.uri.path().to_owned()),
        }
    }

    /// The printed address was used before.
    pub(super) fn used_entry() -> Self {
        Self {
            status: StatusCode::FORBIDDEN,
            title: "This address has been used",
            sentences: vec![
                "Each printed address lets one browser in, once; this one is used up or from an earlier start."
                    .to_owned(),
                "Stop the workbench with Ctrl+C and start it again: it prints a new one. \
                 Files, attempts and progress stay as they are."
                    .to_owned(),
            ],
            again: None,
        }
    }

    /// A browser asked before anybody opened the address.
    pub(super) fn not_yet() -> Self {
        Self {
            status: StatusCode::SERVICE_UNAVAILABLE,
            title: "Not opened yet",
            sentences: vec![
                "The address is used when it is opened, not when it is fetched ahead.".to_owned(),
            ],
            again: None,
        }
    }

    /// The page.
    pub(super) fn page(&self, nonce: &str) -> Response {
        let gate =
            Gate { nonce, title: self.title, sentences: &self.sentences, again: self.again.as_deref() };
        let content_type = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
        match gate.render() {
            Ok(page) => (self.status, content_type, page).into_response(),
            Err(_) => (self.status, self.title).into_response(),
        }
    }
}
