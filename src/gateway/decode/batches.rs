//! The heads of record batches: what a batch holds, without opening it.

use bytes::Buf;

/// The head of a batch (KIP-98, "Message Format"). Compressed records stay as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Batch {
    pub(super) base_offset: i64,
    /// The offset after its last record.
    pub(super) next_offset: i64,
    pub(super) records: i64,
    /// `none`, `gzip`, `snappy`, `lz4`, `zstd`, or `unknown(…)`.
    pub(super) compression: String,
    /// −1 for a producer that is not idempotent; so are epoch and sequence.
    pub(super) producer_id: i64,
    pub(super) epoch: i16,
    pub(super) sequence: i32,
    pub(super) transactional: bool,
    /// Whether it holds the mark of a transaction's end, and no record of a program.
    pub(super) control: bool,
}

/// `i64 base_offset, i32 length`, which counts what follows it.
const LENGTH_END: usize = 12;
/// The head, up to the number of records.
const HEAD: usize = 61;
/// The only format that brokers still take. What is older ends the list.
const MAGIC: i8 = 2;

/// The whole batches in `bytes`; the last of an answer may be cut.
pub(super) fn whole(mut bytes: &[u8]) -> impl Iterator<Item = Batch> {
    std::iter::from_fn(move || {
        let length = usize::try_from(bytes.get(8..LENGTH_END)?.get_i32()).ok()?;
        let batch = bytes.get(..LENGTH_END.checked_add(length)?)?;
        bytes = &bytes[batch.len()..];
        head(batch.get(..HEAD)?)
    })
}

/// `bytes` are [`HEAD`] of them.
fn head(mut bytes: &[u8]) -> Option<Batch> {
    let base_offset = bytes.try_get_i64().ok()?;
    let _length = bytes.try_get_i32().ok()?;
    let _leader_epoch = bytes.try_get_i32().ok()?;
    if bytes.try_get_i8().ok()? != MAGIC {
        return None;
    }
    let _checksum = bytes.try_get_u32().ok()?;
    let attributes = bytes.try_get_i16().ok()?;
    let last_delta = bytes.try_get_i32().ok()?;
    let _first_timestamp = bytes.try_get_i64().ok()?;
    let _last_timestamp = bytes.try_get_i64().ok()?;
    Some(Batch {
        base_offset,
        next_offset: base_offset.saturating_add(i64::from(last_delta)).saturating_add(1),
        compression: compression(attributes & 0b111),
        transactional: attributes & 0b1_0000 != 0,
        control: attributes & 0b10_0000 != 0,
        producer_id: bytes.try_get_i64().ok()?,
        epoch: bytes.try_get_i16().ok()?,
        sequence: bytes.try_get_i32().ok()?,
        records: i64::from(bytes.try_get_i32().ok()?),
    })
}

fn compression(codec: i16) -> String {
    match codec {
        0 => "none".to_owned(),
        1 => "gzip".to_owned(),
        2 => "snappy".to_owned(),
        3 => "lz4".to_owned(),
        4 => "zstd".to_owned(),
        other => format!("unknown({other})"),
    }
}
