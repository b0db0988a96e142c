//! Cuts PostgreSQL's messages out of a stream (manual, 54.7: protocol 3).
//!
//! A message is a letter, its length as an i32 that counts itself, and its body; what a program says first has no
//! letter. Neither side can do anything with half a message, so one is taken whole where it is short enough to be
//! kept.

use bytes::{Buf, Bytes, BytesMut};

/// A longer message is passed on in pieces, of which only the first is read.
pub(super) const LONGEST: usize = 256 << 10;
/// What the first has at least: the names in it, or how a statement begins.
const BEGINNING: usize = 4 << 10;
/// PostgreSQL itself takes no longer ones (`PQ_LARGE_MESSAGE_LIMIT`).
const LIMIT: i32 = 0x3fff_ffff;
/// The same for what a program says first (`MAX_STARTUP_PACKET_LENGTH`).
const LIMIT_FIRST: i32 = 10_000;

const SSL: i32 = 80_877_103;
const GSS: i32 = 80_877_104;
const CANCEL: i32 = 80_877_102;

/// What was cut off.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// The program asks whether what follows may be encrypted.
    MayEncrypt,
    /// A message, whole: its letter, and all of it.
    Message(u8, Bytes),
    /// The beginning of a message that is too long to be kept: its letter, and what there is of it.
    Long(u8, Bytes),
    /// Bytes that are passed on and tell nothing.
    Other(Bytes),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// What a program says first.
    First,
    Messages,
    /// So many bytes of a long message are to come.
    Long(usize),
    /// This is not the protocol, or no more.
    Opaque,
}

#[derive(Debug)]
pub(super) struct Cutter(State);

impl Cutter {
    pub(super) fn of_program() -> Cutter {
        Cutter(State::First)
    }

    pub(super) fn of_server() -> Cutter {
        Cutter(State::Messages)
    }

    /// Cuts the next piece off; `None` where more must come first.
    pub(super) fn cut(&mut self, buffer: &mut BytesMut) -> Option<Piece> {
        if buffer.is_empty() {
            return None;
        }
        match self.0 {
            State::First => self.first(buffer),
            State::Messages => self.message(buffer),
            State::Long(left) => {
                let piece = buffer.split_to(left.min(buffer.len())).freeze();
                self.0 = match left - piece.len() {
                    0 => State::Messages,
                    left => State::Long(left),
                };
                Some(Piece::Other(piece))
            }
            State::Opaque => Some(Piece::Other(buffer.split().freeze())),
        }
    }

    fn first(&mut self, buffer: &mut BytesMut) -> Option<Piece> {
        let mut head = buffer.chunk();
        // TLS without being asked (`sslnegotiation=direct`), or no PostgreSQL at all: whatever it is, it has no such
        // length.
        let length = head.try_get_i32().ok()?;
        if !(8..=LIMIT_FIRST).contains(&length) {
            return self.give_up(buffer);
        }
        let code = head.try_get_i32().ok()?;
        let length = usize::try_from(length).ok().filter(|length| buffer.len() >= *length)?;
        let message = buffer.split_to(length).freeze();
        match code {
            SSL | GSS => return Some(Piece::MayEncrypt),
            CANCEL => self.0 = State::Opaque,
            _ => self.0 = State::Messages,
        }
        Some(Piece::Other(message))
    }

    fn message(&mut self, buffer: &mut BytesMut) -> Option<Piece> {
        let mut head = buffer.chunk();
        let letter = head.try_get_u8().ok()?;
        if !letter.is_ascii_alphanumeric() {
            return self.give_up(buffer);
        }
        let length = head.try_get_i32().ok()?;
        if !(4..=LIMIT).contains(&length) {
            return self.give_up(buffer);
        }
        let whole = usize::try_from(length).ok()? + 1;
        if whole > LONGEST {
            if buffer.len() < BEGINNING {
                return None;
            }
            let piece = buffer.split_to(whole.min(buffer.len())).freeze();
            if whole > piece.len() {
                self.0 = State::Long(whole - piece.len());
            }
            return Some(Piece::Long(letter, piece));
        }
        (buffer.len() >= whole).then(|| Piece::Message(letter, buffer.split_to(whole).freeze()))
    }

    fn give_up(&mut self, buffer: &mut BytesMut) -> Option<Piece> {
        self.0 = State::Opaque;
        Some(Piece::Other(buffer.split().freeze()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(letter: u8, body: &[u8]) -> Vec<u8> {
        let length = i32::try_from(body.len() + 4).unwrap();
        [&[letter][..], &length.to_be_bytes(), body].concat()
    }

    fn first(code: i32, body: &[u8]) -> Vec<u8> {
        let length = i32::try_from(body.len() + 8).unwrap();
        [&length.to_be_bytes()[..], &code.to_be_bytes(), body].concat()
    }

    /// All pieces of `bytes`, which come `at_once` many at a time.
    fn cut(mut cutter: Cutter, bytes: &[u8], at_once: usize) -> Vec<Piece> {
        let (mut buffer, mut pieces) = (BytesMut::new(), Vec::new());
        for chunk in bytes.chunks(at_once) {
            buffer.extend_from_slice(chunk);
            while let Some(piece) = cutter.cut(&mut buffer) {
                pieces.push(piece);
            }
        }
        pieces
    }

    #[test]
    fn messages_are_whole_however_they_come() {
        let hello = first(196_608, b"user\0learner\0\0");
        let query = message(b'Q', b"COMMIT\0");
        let bytes = [&first(SSL, b"")[..], &hello, &query, &query].concat();
        for at_once in [1, 3, 7, 1_000] {
            let pieces = cut(Cutter::of_program(), &bytes, at_once);
            let query = || Piece::Message(b'Q', query.clone().into());
            assert_eq!(pieces, [Piece::MayEncrypt, Piece::Other(hello.clone().into()), query(), query()]);
        }
    }

    #[test]
    fn a_long_message_passes_in_pieces_and_the_next_is_found() {
        let long = message(b'd', &vec![7; LONGEST]);
        let pieces = cut(Cutter::of_server(), &[&long[..], &message(b'Z', b"I")].concat(), 100_000);
        assert!(matches!(pieces[0], Piece::Long(b'd', _)), "{:?}", pieces[0]);
        let passed: usize = pieces
            .iter()
            .map(|piece| match piece {
                Piece::Long(_, bytes) | Piece::Other(bytes) => bytes.len(),
                _ => 0,
            })
            .sum();
        assert_eq!(passed, long.len());
        assert_eq!(pieces.last(), Some(&Piece::Message(b'Z', message(b'Z', b"I").into())));
    }

    #[test]
    fn what_is_not_the_protocol_passes_unread() {
        for garbage in
            [&b"GET / HTTP/1.1\r\n\r\n"[..], &[0x16, 3, 1, 2, 0, 1, 0, 1], &[0, 0, 0, 3, 1], &[0xff; 9]]
        {
            assert_eq!(cut(Cutter::of_program(), garbage, 100), [Piece::Other(garbage.to_vec().into())]);
        }
        for garbage in [&[b'Q', 0, 0, 0, 3, 9][..], &[b'Q', 0x7f, 0xff, 0xff, 0xff, 9], &[0, 0, 0, 0, 9, 9]] {
            let bytes = [&message(b'Z', b"I")[..], garbage].concat();
            assert_eq!(cut(Cutter::of_server(), &bytes, 100)[1], Piece::Other(garbage.to_vec().into()));
        }
    }
}
