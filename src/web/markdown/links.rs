//! Where a link may lead and a picture may come from.

use pulldown_cmark::{Event, LinkType, Tag};

/// Whether the link or picture that the event opens has an address that a page may use.
pub(super) fn is_allowed(event: &Event<'_>) -> bool {
    match event {
        Event::Start(Tag::Link { link_type: LinkType::Email, .. }) => true,
        Event::Start(Tag::Link { dest_url, .. }) => may_lead(dest_url),
        Event::Start(Tag::Image { dest_url, .. }) => is_here(dest_url),
        _ => true,
    }
}

fn may_lead(address: &str) -> bool {
    match scheme(address) {
        None => true,
        Some(scheme) => ["http", "https", "mailto"].iter().any(|known| scheme.eq_ignore_ascii_case(known)),
    }
}

/// Without a scheme and without a host of its own.
fn is_here(address: &str) -> bool {
    scheme(address).is_none() && !address.starts_with("//") && !address.starts_with("/\\")
}

/// What stands before the first colon, if that colon comes before any `/`, `?` or `#`. Browsers
/// drop tabs and line ends inside an address, so any control character makes it suspicious.
fn scheme(address: &str) -> Option<&str> {
    if address.chars().any(char::is_control) {
        return Some("");
    }
    let end = address.find([':', '/', '?', '#'])?;
    address[end..].starts_with(':').then(|| address[..end].trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_the_web_to_mail_or_here() {
        for good in
            ["https://kafka.apache.org", "HTTP://a.b", "mailto:a@b.c", "/labs/x", "#top", "?q=a:b", "a/b:c"]
        {
            assert!(may_lead(good), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            " JavaScript:x",
            "java\nscript:x",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc",
        ] {
            assert!(!may_lead(bad), "{bad}");
        }
    }

    #[test]
    fn pictures_come_from_here() {
        assert!(is_here("/assets/log.svg"));
        for bad in ["https://a.b/c.png", "//a.b/c.png", "/\\a.b/c.png", "data:image/png;base64,x"] {
            assert!(!is_here(bad), "{bad}");
        }
    }
}
