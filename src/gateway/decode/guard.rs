//! Decoding bytes that nobody vouches for.
//!
//! `kafka-protocol` 0.18 reserves room for as many items as a list claims to have before it reads the first:
//! four bytes that claim two billion would ask for hundreds of gigabytes. So a message is decoded twice. The
//! first time its bytes come through a [`Wary`] buffer, under which a claim that the rest of the frame cannot
//! hold fails early; only then are they decoded for real.

use bytes::{Buf, Bytes, TryGetError};
use kafka_protocol::protocol::Decodable;
use kafka_protocol::protocol::buf::ByteBuf;
use std::ops::Range;

/// The message that `body` is, to its last byte; `None` where it is not.
pub(in crate::gateway) fn whole<T: Decodable>(body: &Bytes, version: i16) -> Option<T> {
    T::decode(&mut Wary::new(body.clone()), version).ok()?;
    let mut rest = body.clone();
    let message = T::decode(&mut rest, version).ok()?;
    rest.is_empty().then_some(message)
}

/// What a frame may hold beside records: a thousand partitions and more. As objects they take a hundred times
/// that, and evidence is kept.
const MODEST: usize = 64 << 10;

/// `None` for a body that holds more than evidence should keep, its `records` (in bytes) left out.
pub(super) fn modest(body: &Bytes, records: usize) -> Option<()> {
    (body.len().saturating_sub(records) <= MODEST).then_some(())
}

/// A buffer that lets nobody believe in more items than there are bytes left.
///
/// It cannot see which integers are lengths. Those of four bytes are cut to what remains and one more: a length
/// then fails as it must, since an item takes a byte at least, and another number is wrong where nobody looks.
/// A varint is a length, or the number of a tagged field: one far beyond what remains is refused.
struct Wary {
    rest: Bytes,
    /// The last bytes that were taken one by one, none of them the end of a varint.
    run: Vec<u8>,
    /// How much remained after the last of `run`.
    after: usize,
}

/// The numbers of tagged fields are small, but may stand at a frame's very end.
const TAGS: u64 = 64;
/// A varint of 32 bits has no more bytes.
const VARINT: usize = 5;

impl Wary {
    fn new(rest: Bytes) -> Wary {
        Wary { after: rest.len(), rest, run: Vec::with_capacity(VARINT) }
    }

    /// Where the varint begins is not known, as a truth value is read in the same way: every byte of the run is
    /// taken for its beginning. A later beginning only makes a true length smaller, so none is refused wrongly.
    fn largest(&self) -> u64 {
        let value = |from: usize| {
            let bytes = self.run[from..].iter().rev();
            bytes.fold(0, |value, byte| value << 7 | u64::from(byte & 0x7f))
        };
        (0..self.run.len()).map(value).max().unwrap_or(0)
    }
}

impl Buf for Wary {
    fn remaining(&self) -> usize {
        self.rest.remaining()
    }

    fn chunk(&self) -> &[u8] {
        self.rest.chunk()
    }

    fn advance(&mut self, count: usize) {
        self.rest.advance(count);
    }

    fn try_get_u8(&mut self) -> Result<u8, TryGetError> {
        if self.after != self.remaining() {
            self.run.clear();
        } else if self.run.len() == VARINT {
            self.run.remove(0);
        }
        let byte = self.rest.try_get_u8()?;
        self.run.push(byte);
        self.after = self.remaining();
        if self.largest() > self.after as u64 + TAGS {
            return Err(TryGetError { requested: usize::MAX, available: self.after });
        }
        if byte < 0x80 {
            self.run.clear();
        }
        Ok(byte)
    }

    fn try_get_i32(&mut self) -> Result<i32, TryGetError> {
        let value = self.rest.try_get_i32()?;
        Ok(value.min(i32::try_from(self.remaining() + 1).unwrap_or(i32::MAX)))
    }
}

impl ByteBuf for Wary {
    fn peek_bytes(&mut self, range: Range<usize>) -> Bytes {
        self.rest.peek_bytes(range)
    }

    fn get_bytes(&mut self, size: usize) -> Bytes {
        self.rest.get_bytes(size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kafka_protocol::messages::{AddPartitionsToTxnRequest, MetadataRequest};

    #[track_caller]
    fn refused<T: Decodable>(body: &[u8], version: i16) {
        assert!(T::decode(&mut Wary::new(Bytes::copy_from_slice(body)), version).is_err());
    }

    #[test]
    fn a_list_that_cannot_be_there_is_refused() {
        refused::<MetadataRequest>(&[0x7f, 0xff, 0xff, 0xff, 0, 1, b'a', 0, 1, b'b'], 1);
        refused::<MetadataRequest>(&[0xff, 0xff, 0xff, 0xff, 0x07, 2, b'a', 0, 2, b'b', 0, 1, 0, 0], 9);
    }

    /// `verify_only` stands before the list, and its byte looks like the beginning of a varint.
    #[test]
    fn a_truth_value_does_not_hide_a_length() {
        let mut body = vec![2, 2, b't', 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0x80];
        body.extend([0x80, 0x80, 0x80, 0x80, 0x0f]);
        body.extend([0; 200]);
        refused::<AddPartitionsToTxnRequest>(&body, 4);
    }

    #[test]
    fn numbers_that_are_no_lengths_may_be_large() {
        use kafka_protocol::messages::SyncGroupRequest;
        use kafka_protocol::protocol::Encodable;
        for version in 0..=5 {
            let mut body = bytes::BytesMut::new();
            let request = SyncGroupRequest::default().with_generation_id(i32::MAX);
            request.encode(&mut body, version).unwrap();
            let read: SyncGroupRequest = whole(&body.freeze(), version).unwrap();
            assert_eq!(read.generation_id, i32::MAX);
        }
    }
}
