//! What a statement does to the transaction that it is in, by its first words.

/// What a statement is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Begin,
    Commit,
    Rollback,
    /// It changes rows.
    Write,
    /// It changes something else, or what is not known: tables, rights, whatever a procedure does.
    Change,
    /// It changes nothing that stays.
    Other,
}

/// The kinds of the statements in a text, as many as there are. It ends at a zero byte, or where there is no more.
pub(super) fn kinds(text: &[u8]) -> Vec<Kind> {
    let text = text.split(|byte| *byte == 0).next().unwrap_or_default();
    let mut reader = Reader { rest: text, depth: 0 };
    let mut kinds = Vec::new();
    let mut words = Words::default();
    while let Some(token) = reader.next() {
        match token {
            Token::End => kinds.extend(std::mem::take(&mut words).kind()),
            Token::Word(word) => words.push(word, reader.depth),
            Token::Other => words.any = true,
        }
    }
    kinds.extend(words.kind());
    kinds
}

/// Words of a statement, in capitals.
#[derive(Debug, Default)]
struct Words {
    any: bool,
    first: Vec<String>,
    /// One of those that change rows stands somewhere.
    modifies: bool,
    /// FROM stands outside of any parentheses.
    from: bool,
}

impl Words {
    fn push(&mut self, word: &[u8], depth: usize) {
        /// Enough to tell `ROLLBACK WORK TO SAVEPOINT`.
        const KEPT: usize = 3;
        self.any = true;
        let word = String::from_utf8_lossy(word).to_ascii_uppercase();
        self.modifies |= matches!(&*word, "INSERT" | "UPDATE" | "DELETE" | "MERGE");
        self.from |= depth == 0 && word == "FROM";
        if self.first.len() < KEPT {
            self.first.push(word);
        }
    }

    /// `None` where there is no statement.
    fn kind(self) -> Option<Kind> {
        let words: Vec<&str> = self.first.iter().map(String::as_str).collect();
        let word = |n: usize| words.get(n).copied().unwrap_or_default();
        let to =
            |n: usize| word(n) == "TO" || (matches!(word(n), "WORK" | "TRANSACTION") && word(n + 1) == "TO");
        let kind = match word(0) {
            "" => return self.any.then_some(Kind::Other),
            "BEGIN" => Kind::Begin,
            "START" => Kind::Begin,
            // Of a transaction that was prepared before.
            "COMMIT" | "ROLLBACK" if word(1) == "PREPARED" => Kind::Other,
            "COMMIT" | "END" => Kind::Commit,
            "ROLLBACK" if to(1) => Kind::Other,
            "ROLLBACK" | "ABORT" => Kind::Rollback,
            "INSERT" | "UPDATE" | "DELETE" | "MERGE" => Kind::Write,
            "WITH" | "EXPLAIN" if self.modifies => Kind::Write,
            "COPY" if self.from => Kind::Write,
            "SELECT" | "VALUES" | "TABLE" | "WITH" | "EXPLAIN" | "COPY" | "SHOW" | "SET" | "RESET"
            | "DECLARE" | "FETCH" | "MOVE" | "CLOSE" | "LISTEN" | "UNLISTEN" | "PREPARE" | "EXECUTE"
            | "DEALLOCATE" | "DISCARD" | "SAVEPOINT" | "RELEASE" | "LOCK" | "CHECKPOINT" | "LOAD" => {
                Kind::Other
            }
            _ => Kind::Change,
        };
        Some(kind)
    }
}

enum Token<'a> {
    Word(&'a [u8]),
    /// Anything else that stands in a statement.
    Other,
    /// A semicolon.
    End,
}

/// Reads tokens as PostgreSQL does (manual, 4.1), as far as it takes to know where words and statements are.
struct Reader<'a> {
    rest: &'a [u8],
    /// How many parentheses are open.
    depth: usize,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let byte = *self.rest.first()?;
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => self.skip(1),
                b'-' if self.rest.starts_with(b"--") => self.skip(self.find(0, |byte| byte == b'\n')),
                b'/' if self.rest.starts_with(b"/*") => self.comment(),
                b';' => {
                    self.skip(1);
                    self.depth = 0;
                    return Some(Token::End);
                }
                b'\'' => return Some(self.quoted(b'\'', false)),
                b'"' => return Some(self.quoted(b'"', false)),
                b'E' | b'e' if self.rest.get(1) == Some(&b'\'') => {
                    self.skip(1);
                    return Some(self.quoted(b'\'', true));
                }
                b'$' => return Some(self.dollars()),
                b'(' | b')' => {
                    self.depth = if byte == b'(' { self.depth + 1 } else { self.depth.saturating_sub(1) };
                    self.skip(1);
                    return Some(Token::Other);
                }
                _ if is_letter(byte) => {
                    let end =
                        self.find(0, |byte| !(is_letter(byte) || byte.is_ascii_digit() || byte == b'$'));
                    let word = &self.rest[..end];
                    self.skip(end);
                    return Some(Token::Word(word));
                }
                _ => {
                    self.skip(1);
                    return Some(Token::Other);
                }
            }
        }
    }

    fn skip(&mut self, count: usize) {
        self.rest = self.rest.get(count..).unwrap_or_default();
    }

    /// The place of the first byte from `start` on that is like this, or the end.
    fn find(&self, start: usize, like: impl Fn(u8) -> bool) -> usize {
        let rest = self.rest.get(start..).unwrap_or_default();
        rest.iter().position(|byte| like(*byte)).map_or(self.rest.len(), |at| start + at)
    }

    /// Text or a name; two quotes in it are one. With backslashes, what follows one is not looked at.
    fn quoted(&mut self, quote: u8, backslashes: bool) -> Token<'a> {
        let mut at = 1;
        loop {
            at = self.find(at, |byte| byte == quote || (backslashes && byte == b'\\'));
            match self.rest.get(at) {
                Some(b'\\') => at += 2,
                Some(_) if self.rest.get(at + 1) == Some(&quote) => at += 2,
                Some(_) | None => break,
            }
        }
        self.skip(at + 1);
        Token::Other
    }

    /// `$$ … $$` and `$tag$ … $tag$`; a lone dollar is a parameter's.
    fn dollars(&mut self) -> Token<'a> {
        let end = self.find(1, |byte| !(is_letter(byte) || byte.is_ascii_digit()));
        let tag = self.rest.get(..=end).filter(|tag| tag.ends_with(b"$"));
        match tag.filter(|tag| !tag.get(1).is_some_and(u8::is_ascii_digit)) {
            Some(tag) => {
                let body = &self.rest[tag.len()..];
                let close = body.windows(tag.len()).position(|window| window == tag);
                self.skip(close.map_or(self.rest.len(), |at| at + 2 * tag.len()));
            }
            None => self.skip(1),
        }
        Token::Other
    }

    /// One that may hold others.
    fn comment(&mut self) {
        let mut depth = 0_usize;
        loop {
            match self.rest {
                [b'/', b'*', ..] => {
                    depth += 1;
                    self.skip(2);
                }
                [b'*', b'/', ..] => {
                    depth -= 1;
                    self.skip(2);
                }
                [] => return,
                _ => self.skip(1),
            }
            if depth == 0 {
                return;
            }
        }
    }
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::Kind::{Begin, Change, Commit, Other, Rollback, Write};
    use super::*;

    #[track_caller]
    fn are(text: &str, expected: &[Kind]) {
        assert_eq!(kinds(text.as_bytes()), expected, "{text}");
    }

    #[test]
    fn a_commit_in_every_dress() {
        for text in ["COMMIT", "commit;", " Commit Work ;", "END", "end transaction", "COMMIT AND CHAIN"] {
            are(text, &[Commit]);
        }
        are("-- done\nCOMMIT /* really /* so */ */ ;;", &[Commit]);
        are("BEGIN; INSERT INTO t VALUES (1); COMMIT", &[Begin, Write, Commit]);
        are("COMMIT PREPARED 'x'", &[Other]);
    }

    #[test]
    fn a_commit_in_text_is_none() {
        are("SELECT '; COMMIT'", &[Other]);
        are("SELECT 'it''s; COMMIT;', \"a;\"\"b\"", &[Other]);
        are(r"SELECT E'\'; COMMIT; --'", &[Other]);
        are(r"INSERT INTO t VALUES ('\'); COMMIT", &[Write, Commit]);
        are("DO $$ BEGIN PERFORM 1; COMMIT; END $$", &[Change]);
        are("SELECT $x$ $$; COMMIT $x$, $1; ROLLBACK", &[Other, Rollback]);
        are("SELECT 1 -- ; COMMIT", &[Other]);
        are("SELECT commit_id FROM t; UPDATE t SET a$b = 1", &[Other, Write]);
    }

    #[test]
    fn rollbacks() {
        are("ROLLBACK; ABORT WORK", &[Rollback, Rollback]);
        are("ROLLBACK TO s; rollback work to savepoint s", &[Other, Other]);
    }

    #[test]
    fn what_writes() {
        are("WITH a AS (SELECT 1) SELECT * FROM a", &[Other]);
        are("WITH a AS (INSERT INTO t VALUES (1) RETURNING id) SELECT * FROM a", &[Write]);
        are("COPY t FROM STDIN; COPY (SELECT * FROM t) TO STDOUT", &[Write, Other]);
        are("CREATE TABLE t (id int); CALL book(1); MERGE INTO t", &[Change, Change, Write]);
    }

    #[test]
    fn what_is_not_whole_ends_with_the_text() {
        for text in [
            "SELECT 'x; COMMIT",
            "SELECT $a$; COMMIT",
            "SELECT \"a; COMMIT",
            "SELECT E'\\",
            "SELECT $",
            "SELECT 1 /* ; COMMIT",
        ] {
            are(text, &[Other]);
        }
        are("", &[]);
        are(" ; /* nothing */ ;", &[]);
    }
}
