//! Cuts a pipe into lines, whatever comes: no end of line for a megabyte, bytes that are no text.

use std::fmt::Write;
use tokio::io::{AsyncRead, AsyncReadExt};

/// Bytes of a line that are kept; the rest of it is read and dropped.
const LONGEST: usize = 64 << 10;

/// Reads `pipe` to its end and hands each line to `line`.
pub(super) async fn lines(mut pipe: impl AsyncRead + Unpin, mut line: impl FnMut(&str)) {
    let mut buffer = vec![0; 16 << 10];
    let mut open = Vec::new();
    let mut dropped = 0;
    loop {
        // An error on the pipe of a child is its end.
        let read = pipe.read(&mut buffer).await.unwrap_or(0);
        if read == 0 {
            break;
        }
        for piece in buffer[..read].split_inclusive(|byte| *byte == b'\n') {
            let ended = piece.last() == Some(&b'\n');
            let piece = piece.strip_suffix(b"\n").unwrap_or(piece);
            let room = LONGEST - open.len();
            open.extend_from_slice(&piece[..piece.len().min(room)]);
            dropped += piece.len().saturating_sub(room);
            if ended {
                line(&text(&open, dropped));
                open.clear();
                dropped = 0;
            }
        }
    }
    if !open.is_empty() {
        line(&text(&open, dropped));
    }
}

/// The line as text: bytes that are not UTF-8, and those that would steer a terminal, as `\xNN`; and how much
/// of it was dropped.
fn text(bytes: &[u8], dropped: usize) -> String {
    let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        push_plain(&mut text, chunk.valid());
        for byte in chunk.invalid() {
            // Writing to a string cannot fail.
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    if dropped > 0 {
        let _ = write!(text, "… ({dropped} more bytes)");
    }
    text
}

fn push_plain(text: &mut String, piece: &str) {
    let steers = |c: char| c.is_control() && c != '\t';
    if !piece.contains(steers) {
        return text.push_str(piece);
    }
    for c in piece.chars() {
        match steers(c) {
            // As above.
            true => drop(write!(text, "\\x{:02x}", u32::from(c))),
            false => text.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(bytes: &[u8]) -> Vec<String> {
        let mut found = Vec::new();
        lines(bytes, |line| found.push(line.to_owned())).await;
        found
    }

    #[tokio::test]
    async fn lines_end_where_they_end() {
        assert_eq!(read(b"one\r\ntwo\n\nlast").await, ["one", "two", "", "last"]);
        assert_eq!(read(b"").await, Vec::<String>::new());
    }

    #[tokio::test]
    async fn what_is_no_text_is_shown_as_bytes() {
        assert_eq!(read(b"caf\xe9 \xff\n").await, ["caf\\xe9 \\xff"]);
        assert_eq!(read(b"a\tb\0\x1b[31mred\n").await, ["a\tb\\x00\\x1b[31mred"]);
    }

    #[tokio::test]
    async fn a_line_without_end_is_cut() {
        let mut bytes = vec![b'x'; LONGEST + 1_000];
        bytes.extend(b"\nnext\n");
        let found = read(&bytes).await;
        assert!(found[0].ends_with("x… (1000 more bytes)"));
        assert_eq!(found[1], "next");
    }
}
