//! Follows the frames of Kafka's protocol in a stream of bytes, without keeping them.
//!
//! A frame is an `i32` length and so many bytes. A request begins with `i16 api_key, i16 api_version,
//! i32 correlation_id`, an answer with `i32 correlation_id` (Kafka protocol guide, "Protocol primitives").

/// Length of the field that tells a frame's length.
const LENGTH: usize = 4;
/// No frame is longer: the broker's own limit (`socket.request.max.bytes`) is 100 MiB.
const LONGEST: usize = 256 << 20;

/// Cuts a stream at the heads of its frames. `HEAD` counts the bytes after the length that are wanted.
#[derive(Debug)]
pub(super) struct Cutter<const HEAD: usize> {
    state: State<HEAD>,
}

#[derive(Debug)]
enum State<const HEAD: usize> {
    /// Collecting the length and the head.
    Head { length: [u8; LENGTH], head: [u8; HEAD], filled: usize },
    /// So many bytes of the frame are to come.
    Body(usize),
    /// This is no Kafka (TLS, or garbage): it is passed on unread.
    Opaque,
}

/// What the first bytes of a chunk were.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cut<const HEAD: usize> {
    /// How many bytes of the chunk.
    pub(super) taken: usize,
    /// What they are.
    pub(super) kind: Kind<HEAD>,
    /// Whether a frame ends with them.
    pub(super) ends: bool,
}

/// What some bytes of a stream are.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind<const HEAD: usize> {
    /// A piece of a head that is not whole yet: of no use to anybody by itself.
    Part,
    /// The end of a head.
    Head([u8; HEAD]),
    /// A piece of a frame's body.
    Body,
    /// No frame of Kafka's.
    Opaque,
}

impl<const HEAD: usize> Cutter<HEAD> {
    pub(super) fn new() -> Cutter<HEAD> {
        Cutter { state: State::begin() }
    }

    /// Whatever comes from here on is no frame.
    pub(super) fn give_up(&mut self) {
        self.state = State::Opaque;
    }

    /// How many bytes of the frame under way are to come, as far as its length is known.
    pub(super) fn remaining(&self) -> usize {
        match self.state {
            State::Body(remaining) => remaining,
            State::Head { .. } | State::Opaque => 0,
        }
    }

    /// Takes bytes off the front of `chunk`, which is not empty: up to the end of a head or of a frame.
    pub(super) fn cut(&mut self, chunk: &[u8]) -> Cut<HEAD> {
        match &mut self.state {
            State::Opaque => Cut { taken: chunk.len(), kind: Kind::Opaque, ends: false },
            State::Body(remaining) => {
                let taken = chunk.len().min(*remaining);
                *remaining -= taken;
                let ends = *remaining == 0;
                if ends {
                    self.state = State::begin();
                }
                Cut { taken, kind: Kind::Body, ends }
            }
            State::Head { length, head, filled } => {
                let mut taken = 0;
                for &byte in chunk.iter().take(LENGTH + HEAD - *filled) {
                    match filled.checked_sub(LENGTH) {
                        None => length[*filled] = byte,
                        Some(n) => head[n] = byte,
                    }
                    *filled += 1;
                    taken += 1;
                    if *filled == LENGTH && !(HEAD..=LONGEST).contains(&size(*length)) {
                        // Too short for its head, or longer than any: nobody can say where the next one begins.
                        self.state = State::Opaque;
                        return Cut { taken, kind: Kind::Opaque, ends: false };
                    }
                }
                if *filled < LENGTH + HEAD {
                    return Cut { taken, kind: Kind::Part, ends: false };
                }
                let (head, body) = (*head, size(*length) - HEAD);
                self.state = if body == 0 { State::begin() } else { State::Body(body) };
                Cut { taken, kind: Kind::Head(head), ends: body == 0 }
            }
        }
    }
}

/// A frame's length; what is negative is longer than any.
fn size(length: [u8; LENGTH]) -> usize {
    usize::try_from(i32::from_be_bytes(length)).unwrap_or(usize::MAX)
}

impl<const HEAD: usize> State<HEAD> {
    fn begin() -> State<HEAD> {
        State::Head { length: [0; LENGTH], head: [0; HEAD], filled: 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::rngs::SmallRng;
    use rand::{RngExt, SeedableRng};

    /// The heads in `stream`, fed in chunks of the given sizes, again and again.
    fn heads(stream: &[u8], sizes: impl Iterator<Item = usize>) -> Vec<[u8; 4]> {
        let mut cutter = Cutter::<4>::new();
        let mut found = Vec::new();
        let mut from = 0;
        for size in sizes {
            let chunk = &stream[from..stream.len().min(from + size)];
            let mut rest = chunk;
            while !rest.is_empty() {
                let cut = cutter.cut(rest);
                assert!(cut.taken > 0, "every cut takes something");
                if let Kind::Head(head) = cut.kind {
                    found.push(head);
                }
                rest = &rest[cut.taken..];
            }
            from += chunk.len();
            if from == stream.len() {
                break;
            }
        }
        found
    }

    fn frame(correlation: u32, body: usize) -> Vec<u8> {
        let mut frame = u32::try_from(body + 4).unwrap().to_be_bytes().to_vec();
        frame.extend(correlation.to_be_bytes());
        frame.extend(vec![0xff; body]);
        frame
    }

    #[test]
    fn heads_are_found_however_the_stream_is_cut() {
        let mut random = SmallRng::seed_from_u64(5);
        for _ in 0..500 {
            let count = random.random_range(1..20_u32);
            let stream: Vec<u8> = (0..count).flat_map(|n| frame(n, random.random_range(0..50))).collect();
            let expected: Vec<_> = (0..count).map(u32::to_be_bytes).collect();
            let mut sizes = SmallRng::seed_from_u64(u64::from(count));
            let found = heads(&stream, std::iter::from_fn(|| Some(sizes.random_range(1..30))));
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn what_is_no_frame_is_passed_on_unread() {
        for garbage in [
            &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..],
            b"\xff\xff\xff\xff\0\0\0\0\0\0\0\x08",
            b"\0\0\0\x02\0\0\0\0\0\0\0\x08aaaa",
        ] {
            assert_eq!(heads(garbage, std::iter::repeat(3)), Vec::<[u8; 4]>::new());
        }
    }

    #[test]
    fn random_bytes_never_stop_the_stream() {
        let mut random = SmallRng::seed_from_u64(7);
        for _ in 0..2_000 {
            let bytes: Vec<u8> = (0..random.random_range(1..200)).map(|_| random.random()).collect();
            heads(&bytes, std::iter::repeat(random.random_range(1..40)));
        }
    }
}
