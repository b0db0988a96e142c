//! Scripts and styles, inside the binary, under names that change with their content.

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::error::WebError;

// `NAMES` leads from a plain name to the hashed one, `FILES` from that to the bytes; by build.rs.
include!(concat!(env!("OUT_DIR"), "/assets.rs"));

const ICON: &[u8] = include_bytes!("../../web/icon.svg");

/// The address of an asset by its plain name, such as `app.css`.
pub(crate) fn url(plain: &str) -> String {
    let hashed = NAMES.iter().find(|(name, _)| *name == plain).map_or(plain, |(_, hashed)| hashed);
    format!("/assets/{hashed}")
}

/// `GET /assets/{name}`
pub(crate) async fn serve(Path(name): Path<String>) -> Result<Response, WebError> {
    if name == "icon.svg" {
        let headers = [(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "max-age=3600")];
        return Ok((headers, ICON).into_response());
    }
    let (name, bytes) = FILES.iter().find(|(found, _)| *found == name).ok_or(WebError::NoPage)?;
    let kind = match name.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        _ => "text/plain; charset=utf-8",
    };
    // The name holds the content's hash, so what is cached under it never becomes wrong.
    let forever = "private, max-age=31536000, immutable";
    Ok(([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, forever)], *bytes).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_pages_name_is_in_the_binary_under_a_hashed_name() {
        for plain in ["app.js", "app.css"] {
            let url = url(plain);
            let hashed = url.strip_prefix("/assets/").unwrap();
            assert_ne!(hashed, plain);
            assert!(FILES.iter().any(|(name, bytes)| *name == hashed && !bytes.is_empty()));
        }
    }
}
