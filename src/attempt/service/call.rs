//! A call as it came over the wire.

use crate::attempt::message::{headers, value};
use axum::body::{Body, Bytes};
use axum::extract::Query;
use axum::http::{Request, Uri};
use futures::StreamExt;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Bytes of a body that are taken.
pub(super) const LONGEST: usize = 1 << 20;
/// Of a longer body the rest is read and dropped up to here, so that its sender lives to read the refusal.
const DROPPED: usize = 64 << 20;

/// A call whose request has been read whole.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Call {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) query: BTreeMap<String, String>,
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: Value,
    /// How many bytes of text it takes to keep it.
    pub(super) size: usize,
    /// Whether the body was longer than what is taken; then none of it is kept.
    pub(super) too_long: bool,
}

impl Call {
    /// Reads a request to its end; `None` where it has none.
    pub(super) async fn read(request: Request<Body>) -> Option<Call> {
        let (head, body) = request.into_parts();
        let body = whole(body).await?;
        let fields = head.headers.iter().map(|(name, value)| name.as_str().len() + value.len());
        let target = head.uri.path_and_query().map_or(0, |target| target.as_str().len());
        Some(Call {
            method: head.method.to_string(),
            path: head.uri.path().to_owned(),
            query: query(&head.uri),
            headers: headers(&head.headers),
            size: target + fields.sum::<usize>() + body.as_ref().map_or(0, Vec::len),
            too_long: body.is_none(),
            body: body.map_or(Value::Null, |body| value(&body)),
        })
    }

    /// What a condition may ask of it, as the call number `n`.
    pub(super) fn fields(&self, n: i64) -> Map<String, Value> {
        Map::from_iter([
            ("n".to_owned(), json!(n)),
            ("method".to_owned(), json!(self.method)),
            ("path".to_owned(), json!(self.path)),
            ("query".to_owned(), json!(self.query)),
            ("headers".to_owned(), json!(self.headers)),
            ("body".to_owned(), self.body.clone()),
        ])
    }
}

/// The body; `Some(None)` where it is too long, `None` where it was cut.
async fn whole(body: Body) -> Option<Option<Vec<u8>>> {
    let mut pieces = body.into_data_stream();
    let mut kept = Vec::new();
    let mut came = 0;
    while let Some(piece) = pieces.next().await {
        let piece: Bytes = piece.ok()?;
        came += piece.len();
        if came > DROPPED {
            break;
        }
        if came > LONGEST {
            kept = Vec::new();
        } else {
            kept.extend_from_slice(&piece);
        }
    }
    Some((came <= LONGEST).then_some(kept))
}

/// A query that is no list of fields has none.
fn query(uri: &Uri) -> BTreeMap<String, String> {
    Query::<Vec<(String, String)>>::try_from_uri(uri)
        .map_or_else(|_| BTreeMap::new(), |q| q.0.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(request: axum::http::request::Builder, body: &'static [u8]) -> Call {
        Call::read(request.body(Body::from(body)).unwrap()).await.unwrap()
    }

    #[tokio::test]
    async fn a_call_is_what_was_sent() {
        let request = Request::post("/send/a%20b?to=ann%40home&to=bob&late")
            .header("X-Trace", "1")
            .header("x-trace", "2")
            .header("X-Odd", axum::http::HeaderValue::from_bytes(b"\xff").unwrap());
        let call = read(request, br#"{"id": "a"}"#).await;
        assert_eq!(
            Value::Object(call.fields(3)),
            json!({
                "n": 3,
                "method": "POST",
                "path": "/send/a%20b",
                "query": { "late": "", "to": "bob" },
                "headers": { "x-odd": "0xff", "x-trace": "1, 2" },
                "body": { "id": "a" },
            })
        );
    }

    #[tokio::test]
    async fn a_body_is_json_text_bytes_or_nothing() {
        let mut bodies = Vec::new();
        for body in [&b"[1]"[..], b"[1", b"\xff\x00", b""] {
            bodies.push(read(Request::put("/"), body).await.body);
        }
        assert_eq!(bodies, [json!([1]), json!("[1"), json!("0xff00"), json!(null)]);
    }

    #[tokio::test]
    async fn a_body_that_is_too_long_is_not_kept() {
        let mut read = Vec::new();
        for length in [LONGEST, LONGEST + 1, DROPPED + LONGEST] {
            let call = Call::read(Request::new(Body::from(vec![b'x'; length]))).await.unwrap();
            read.push((call.too_long, call.size, call.body.is_null()));
        }
        // The path is one byte long.
        assert_eq!(read, [(false, LONGEST + 1, false), (true, 1, true), (true, 1, true)]);
    }
}
