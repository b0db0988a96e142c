//! Where a request comes from: our own address, and our own pages.

use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, Method, header};

use super::refusal::Refusal;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");

/// Turns away what was sent to another name, or by another site's page.
///
/// Every port of 127.0.0.1 is the same *site*, so the cookie's `SameSite=Strict` does not stop a
/// page of another local server; only `same-origin` is ours.
pub(super) fn check(request: &Parts, port: u16) -> Result<(), Refusal> {
    let hosts = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
    let host = header(&request.headers, &header::HOST).unwrap_or_default();
    let ours = hosts.iter().any(|ours| *ours == host);
    // A request line may carry an address of its own, which stands above Host (RFC 9112, 3.2.2).
    let line_agrees = request.uri.authority().is_none_or(|authority| authority.as_str() == host);
    if !ours || !line_agrees {
        return Err(Refusal::wrong_host(&hosts[0]));
    }

    let site = header(&request.headers, &SEC_FETCH_SITE);
    if matches!(request.method, Method::GET | Method::HEAD) {
        // A link on another site may lead here; it carries no cookie. Anything else that another
        // site's page asks for, such as a picture or a script, is turned away whole.
        let navigates = header(&request.headers, &SEC_FETCH_MODE) == Some("navigate");
        return match site {
            None | Some("same-origin" | "none") => Ok(()),
            Some(_) if navigates => Ok(()),
            Some(_) => Err(Refusal::foreign_page()),
        };
    }
    let from_ours = header(&request.headers, &header::ORIGIN)
        .and_then(|origin| origin.strip_prefix("http://"))
        .is_some_and(|origin| origin == host);
    if !from_ours || site.is_some_and(|site| site != "same-origin") {
        return Err(Refusal::foreign_page());
    }
    Ok(())
}

/// A header that is there once and is text. Twice is as good as not at all: which one counts would
/// be a guess.
pub(super) fn header<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}
