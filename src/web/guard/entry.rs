//! The way in: a printed address that works once, exchanged for a cookie.

use std::sync::PoisonError;

use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::refusal::Refusal;
use super::source;
use super::{Guard, Ruling};

/// Where the printed address leads; the token follows.
pub(super) const PATH: &str = "/enter/";

const SEC_PURPOSE: HeaderName = HeaderName::from_static("sec-purpose");

impl Guard {
    /// Whether the cookie is there and right.
    pub(super) fn is_signed_in(&self, headers: &HeaderMap) -> bool {
        let name = self.cookie_name();
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|cookies| cookies.split(';'))
            .filter_map(|cookie| cookie.trim().split_once('='))
            .any(|(found, value)| found == name && self.session.is(value))
    }

    /// Uses the token up, if it is the one.
    pub(super) fn enter(&self, request: &Parts, token: &str, signed_in: bool) -> Ruling {
        // A browser that loads an address before it is opened must not use it up.
        if source::header(&request.headers, &SEC_PURPOSE).is_some_and(|why| why.contains("prefetch")) {
            return Ruling::Refuse(Refusal::not_yet());
        }
        let mut entry = self.entry.lock().unwrap_or_else(PoisonError::into_inner);
        if request.method == axum::http::Method::GET && entry.as_ref().is_some_and(|secret| secret.is(token))
        {
            *entry = None;
            return Ruling::Enter;
        }
        // A reload or a bookmark of the printed address, in the browser that is already in.
        if signed_in { Ruling::Enter } else { Ruling::Refuse(Refusal::used_entry()) }
    }

    /// The answer that sets the cookie. It has no `Secure`, since this is plain HTTP on loopback,
    /// and no lifetime, so that it goes with the browser.
    pub(super) fn welcome(&self) -> Response {
        let cookie = format!("{}={}; Path=/; HttpOnly; SameSite=Strict", self.cookie_name(), self.session);
        let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, "/")]).into_response();
        if let Ok(value) = HeaderValue::try_from(cookie) {
            response.headers_mut().insert(header::SET_COOKIE, value);
        }
        response
    }

    /// Cookies know no port, so the name does: two workbenches do not throw each other out.
    fn cookie_name(&self) -> String {
        format!("kafka_workbench_{}", self.port)
    }
}
