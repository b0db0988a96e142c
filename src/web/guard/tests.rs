//! Who is let in and who is not, through the router.

use axum::body::Body;
use axum::http::{StatusCode, header};
use insta::assert_snapshot;

use crate::web::testing::{Answer, Visitor};

/// A change that a signed-in page sends, with one header other than it should be.
async fn change_with(name: &str, value: Option<&str>) -> Answer {
    let visitor = Visitor::signed_in().await;
    let mut request = visitor.request("POST", "/labs/05-first-producer/save").body(Body::empty()).unwrap();
    request.headers_mut().remove(name);
    if let Some(value) = value {
        request.headers_mut().insert(header::HeaderName::try_from(name).unwrap(), value.parse().unwrap());
    }
    visitor.send(request).await
}

/// A page that a signed-in browser asks for, with these headers more or other.
async fn page_with(headers: &[(&str, &str)]) -> StatusCode {
    let visitor = Visitor::signed_in().await;
    let mut request = visitor.request("GET", "/labs/05-first-producer").body(Body::empty()).unwrap();
    for (name, value) in headers {
        request.headers_mut().insert(header::HeaderName::try_from(*name).unwrap(), value.parse().unwrap());
    }
    visitor.send(request).await.status
}

#[tokio::test]
async fn the_printed_address_is_exchanged_for_a_cookie_once() {
    let visitor = Visitor::stranger();
    let first = visitor.get(&visitor.entry).await;
    assert_snapshot!(first.summary(), @"303 See Other → /");
    let cookie = first.headers[header::SET_COOKIE].to_str().unwrap();
    let (name, rest) = cookie.split_once('=').unwrap();
    let (value, attributes) = rest.split_once(';').unwrap();
    assert_eq!(name, "kafka_workbench_4747");
    assert_eq!(value.len(), 64);
    assert!(!visitor.entry.contains(value));
    assert_snapshot!(attributes, @" Path=/; HttpOnly; SameSite=Strict");

    let second = visitor.get(&visitor.entry).await;
    assert_snapshot!(second.summary(), @"
    403 Forbidden
    This address has been used
    Each printed address lets one browser in, once; this one is used up or from an earlier start.
    Stop the workbench with Ctrl+C and start it again: it prints a new one. Files, attempts and progress stay as they are.
    ");
    assert!(!second.headers.contains_key(header::SET_COOKIE));
}

#[tokio::test]
async fn a_reload_of_the_printed_address_leads_the_same_browser_in() {
    let visitor = Visitor::signed_in().await;
    assert_eq!(visitor.get(&visitor.entry).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_browser_that_fetches_ahead_does_not_use_the_address_up() {
    let visitor = Visitor::stranger();
    let ahead = visitor.request("GET", &visitor.entry).header("sec-purpose", "prefetch;prerender");
    let answer = visitor.send(ahead.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(visitor.get(&visitor.entry).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_guess_does_not_use_the_address_up() {
    let visitor = Visitor::stranger();
    for guess in ["/enter/", "/enter/0000000000000000000000000000000000000000000000000000000000000000"] {
        assert_eq!(visitor.get(guess).await.status, StatusCode::FORBIDDEN);
    }
    // Nor does a request that only looks.
    let head = visitor.request("HEAD", &visitor.entry).body(Body::empty()).unwrap();
    assert_eq!(visitor.send(head).await.status, StatusCode::FORBIDDEN);
    assert_eq!(visitor.get(&visitor.entry).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn without_the_cookie_no_address_shows_anything_but_the_way_in() {
    let visitor = Visitor::stranger();
    for path in
        ["/", "/labs/05-first-producer", "/skill/download", "/assets/icon.svg", "/engine/events", "/nope"]
    {
        let answer = visitor.get(path).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
        assert!(!answer.body.contains("producer"), "{path}");
    }
    assert_snapshot!(visitor.get("/").await.main_text(), @"
    This browser is not signed in to the workbench
    The terminal in which the workbench was started shows an address that lets one browser in, once.
    If it has been used, stop the workbench with Ctrl+C and start it again: it prints a new one. Files, attempts and progress stay as they are.
    ");
    assert_eq!(visitor.post("/labs/05-first-producer/save", "").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_wrong_cookie_is_no_cookie() {
    let visitor = Visitor::stranger();
    let zeros = "0".repeat(64);
    for cookie in [
        format!("kafka_workbench_4747={zeros}"),
        "kafka_workbench_4747=".to_owned(),
        "kafka_workbench_4747".to_owned(),
        "=;;=".to_owned(),
    ] {
        let request = visitor.request("GET", "/").header("cookie", &cookie).body(Body::empty()).unwrap();
        assert_eq!(visitor.send(request).await.status, StatusCode::FORBIDDEN, "{cookie}");
    }
}

#[tokio::test]
async fn the_cookie_of_another_start_is_worthless() {
    let first = Visitor::signed_in().await;
    let cookie = first.request("GET", "/").body(()).unwrap().headers()["cookie"].clone();
    let restarted = Visitor::stranger();
    let request = restarted.request("GET", "/").header("cookie", cookie).body(Body::empty()).unwrap();
    assert_eq!(restarted.send(request).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn only_our_own_names_are_served() {
    for (host, status) in [
        ("127.0.0.1:4747", 200),
        ("localhost:4747", 200),
        ("127.0.0.1", 421),
        ("127.0.0.1:4748", 421),
        ("localhost", 421),
        ("evil.example:4747", 421),
        ("127.0.0.1.evil.example:4747", 421),
        ("localhost.:4747", 421),
        ("[::1]:4747", 421),
        ("0.0.0.0:4747", 421),
        ("127.0.0.1:4747@evil.example", 421),
        ("", 421),
    ] {
        assert_eq!(page_with(&[("host", host)]).await.as_u16(), status, "{host}");
    }
}

#[tokio::test]
async fn two_hosts_or_an_address_in_the_request_line_do_not_help() {
    let visitor = Visitor::signed_in().await;
    let mut twice = visitor.request("GET", "/").body(Body::empty()).unwrap();
    twice.headers_mut().append("host", "evil.example".parse().unwrap());
    assert_eq!(visitor.send(twice).await.status, StatusCode::MISDIRECTED_REQUEST);
    let mut none = visitor.request("GET", "/").body(Body::empty()).unwrap();
    none.headers_mut().remove("host");
    assert_eq!(visitor.send(none).await.status, StatusCode::MISDIRECTED_REQUEST);
    let line = visitor.request("GET", "http://evil.example/").body(Body::empty()).unwrap();
    assert_snapshot!(visitor.send(line).await.summary(), @"
    421 Misdirected Request
    Not served under this name
    The workbench answers at http://127.0.0.1:4747 on this machine and nowhere else.
    ");
}

#[tokio::test]
async fn a_change_comes_from_our_own_pages_or_not_at_all() {
    assert_eq!(change_with("x-nothing", None).await.status, StatusCode::SEE_OTHER);
    for origin in [
        None,
        Some("null"),
        Some("http://evil.example"),
        Some("http://127.0.0.1:4748"),
        Some("https://127.0.0.1:4747"),
        Some("http://localhost:4747"),
        Some("127.0.0.1:4747"),
    ] {
        assert_eq!(change_with("origin", origin).await.status, StatusCode::FORBIDDEN, "{origin:?}");
    }
    for site in ["cross-site", "same-site", "none", "nonsense"] {
        assert_eq!(change_with("sec-fetch-site", Some(site)).await.status, StatusCode::FORBIDDEN, "{site}");
    }
    // An old browser sends no such header; Origin has been looked at.
    assert_eq!(change_with("sec-fetch-site", None).await.status, StatusCode::SEE_OTHER);
    assert_snapshot!(change_with("origin", Some("http://evil.example")).await.summary(), @"
    403 Forbidden
    This did not come from the workbench's own pages
    Nothing was changed. A change is taken only from a page of the workbench itself.
    If this was such a page, its browser sends no Origin header: another browser helps.
    ");
}

#[tokio::test]
async fn a_page_of_another_site_may_lead_here_but_embed_nothing() {
    assert_eq!(page_with(&[("sec-fetch-site", "same-origin")]).await, StatusCode::OK);
    assert_eq!(
        page_with(&[("sec-fetch-site", "none"), ("sec-fetch-mode", "navigate")]).await,
        StatusCode::OK
    );
    assert_eq!(
        page_with(&[("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")]).await,
        StatusCode::OK
    );
    for site in ["cross-site", "same-site"] {
        for mode in ["no-cors", "cors", "websocket"] {
            let status = page_with(&[("sec-fetch-site", site), ("sec-fetch-mode", mode)]).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{site} {mode}");
        }
    }
}

#[tokio::test]
async fn every_answer_carries_the_policy_and_no_two_the_same_nonce() {
    let visitor = Visitor::signed_in().await;
    let page = visitor.get("/").await;
    let nonce = page.body.split("nonce=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let mut lines: Vec<String> = page
        .headers
        .iter()
        .filter(|(name, _)| *name != header::CONTENT_LENGTH)
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap().replace(&nonce, "[NONCE]")))
        .collect();
    lines.sort();
    assert_snapshot!(lines.join("\n"), @"
    cache-control: no-store
    content-security-policy: default-src 'none'; script-src 'self'; style-src 'self' 'nonce-[NONCE]'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'
    content-type: text/html; charset=utf-8
    cross-origin-opener-policy: same-origin
    cross-origin-resource-policy: same-origin
    permissions-policy: camera=(), geolocation=(), microphone=()
    referrer-policy: same-origin
    x-content-type-options: nosniff
    x-frame-options: DENY
    ");

    for path in ["/nope", "/assets/icon.svg", "/labs/05-first-producer"] {
        let other = visitor.get(path).await;
        let policy = other.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains(&nonce), "{path}: {policy}");
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
    }
    let refused = Visitor::stranger().get("/").await;
    assert!(refused.headers.contains_key(header::CONTENT_SECURITY_POLICY));
}
