//! What templates render: plain data, already in the reader's words.
//!
//! Nothing here knows the workbench's types, and nothing there knows HTML; `from_workbench` stands
//! between the two. A field of type `String` is text, escaped by the template; a field that ends
//! in `_html` comes from `markdown` and is the only thing written as it is.

pub(crate) mod chrome;
pub(crate) mod map;
pub(crate) mod lesson;
pub(crate) mod lab;
pub(crate) mod job;
pub(crate) mod verdict;
pub(crate) mod place;
pub(crate) mod beside;
pub(crate) mod brokers;
pub(crate) mod log;
pub(crate) mod wire;
pub(crate) mod skill;

/// A link with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    /// What the link says.
    pub(crate) text: String,
    /// A path on this server.
    pub(crate) href: String,
}

impl Link {
    /// A link to `href` that says `text`.
    pub(crate) fn new(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: href.into() }
    }
}

/// A moment, which a page shows in the reader's own time zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Moment {
    /// RFC 3339, UTC.
    pub(crate) iso: String,
    /// What is shown without script: `2026-11-21 13:03 UTC`.
    pub(crate) text: String,
}

impl Moment {
    /// Of a time as the workbench keeps it: RFC 3339, UTC.
    pub(crate) fn of(iso: &str) -> Self {
        let text = match (iso.get(..10), iso.get(11..16)) {
            (Some(day), Some(time)) => format!("{day} {time} UTC"),
            _ => iso.to_owned(),
        };
        Self { iso: iso.to_owned(), text }
    }
}

/// How far something has come, where a mark stands for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Not in this version of the course.
    Missing,
    /// Not opened yet.
    New,
    /// Opened or tried.
    Begun,
    /// Read to its end, or passed.
    Done,
}

impl Standing {
    /// The class of the mark.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Missing => "mark--missing",
            Self::New => "mark--new",
            Self::Begun => "mark--begun",
            Self::Done => "mark--done",
        }
    }

    /// The same for those who do not see the mark.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Missing => "not there yet",
            Self::New => "not begun",
            Self::Begun => "begun",
            Self::Done => "done",
        }
    }
}

/// Bytes as a person reads them: `3.4 MB`.
pub(crate) fn bytes(count: usize) -> String {
    match count {
        0..1_000 => format!("{count} B"),
        1_000..1_000_000 => format!("{}.{} kB", count / 1_000, count % 1_000 / 100),
        _ => format!("{}.{} MB", count / 1_000_000, count % 1_000_000 / 100_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_like_sizes() {
        let read = [0, 999, 1_000, 8_140, 55_400_000].map(bytes);
        assert_eq!(read, ["0 B", "999 B", "1.0 kB", "8.1 kB", "55.4 MB"]);
    }

    #[test]
    fn a_moment_without_script_is_in_utc() {
        assert_eq!(Moment::of("2026-11-21T13:03:11.204Z").text, "2026-11-21 13:03 UTC");
        assert_eq!(Moment::of("?").text, "?");
    }
}
