//! What a message says, as far as transactions go (manual, 54.7).

use bytes::Buf;

/// A message of a program.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Said<'a> {
    /// Statements, to be done at once.
    Query(&'a [u8]),
    /// A statement, under a name; what follows its text, from a zero byte on, is of no interest.
    Parse { name: &'a [u8], text: &'a [u8] },
    /// A portal for a statement that was parsed.
    Bind { portal: &'a [u8], statement: &'a [u8] },
    /// A portal is to be run.
    Execute { portal: &'a [u8] },
    /// Answers are wanted, and nothing is at its end yet.
    Flush,
    /// What was begun since the last of these is at its end.
    Sync,
    /// A function is to be called, in the old way.
    Call,
}

/// A message of the server.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Told<'a> {
    /// A statement is done; its tag says which: `INSERT 0 1`.
    Done(&'a str),
    /// A statement was empty, or a portal has given as many rows as were asked for.
    Passed,
    /// A statement failed.
    Failed,
    /// The server takes rows from here on, and hears nothing else until they are at their end.
    TakesRows,
    /// The server waits for what comes next: `I` outside of transactions, `T` in one, `E` in one that failed.
    Ready(u8),
}

/// What a message of a program says; `None` for those that are of no interest, or are not as they should be.
pub(super) fn said(letter: u8, message: &[u8]) -> Option<Said<'_>> {
    let mut body = message.get(5..)?;
    Some(match letter {
        b'Q' => Said::Query(body),
        // The beginning of a long one has no end.
        b'P' => Said::Parse { name: text(&mut body)?, text: body },
        b'B' => Said::Bind { portal: text(&mut body)?, statement: text(&mut body)? },
        b'E' => Said::Execute { portal: text(&mut body)? },
        b'H' => Said::Flush,
        b'S' => Said::Sync,
        b'F' => Said::Call,
        _ => return None,
    })
}

/// The same of the server.
pub(super) fn told(letter: u8, message: &[u8]) -> Option<Told<'_>> {
    let mut body = message.get(5..)?;
    Some(match letter {
        b'C' => Told::Done(std::str::from_utf8(text(&mut body)?).ok()?),
        b'I' | b's' => Told::Passed,
        b'E' => Told::Failed,
        b'G' => Told::TakesRows,
        b'Z' => Told::Ready(body.try_get_u8().ok()?),
        _ => return None,
    })
}

/// Up to a zero byte, which is taken too.
fn text<'a>(body: &mut &'a [u8]) -> Option<&'a [u8]> {
    let end = body.iter().position(|byte| *byte == 0)?;
    let (text, rest) = body.split_at(end);
    *body = rest.get(1..)?;
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_as_it_should_be_says_nothing() {
        assert_eq!(said(b'P', b"P\0\0\0\x06s1"), None, "no end");
        assert_eq!(said(b'P', b"P\0\0\0\x0bs1\0BE\0"), Some(Said::Parse { name: b"s1", text: b"BE\0" }));
        assert_eq!(said(b'X', b"X\0\0\0\x04"), None);
        assert_eq!(said(b'Q', b"Q"), None);
        assert_eq!(told(b'C', b"C\0\0\0\x0bCOMMIT\0"), Some(Told::Done("COMMIT")));
        assert_eq!(told(b'C', b"C\0\0\0\x07\xff\xff\0"), None);
        assert_eq!(told(b'Z', b"Z\0\0\0\x04"), None);
    }
}
