//! OffsetCommit and OffsetFetch in version 10, which name topics by id.
//!
//! `kafka-protocol` 0.18 knows the answers of version 10, but requests up to 9 only. Kafka's own consumers send
//! 10; it differs from 9 in that one field (KIP-848).

use bytes::{Buf, Bytes};
use kafka_protocol::messages::offset_commit_request::{
    OffsetCommitRequestPartition, OffsetCommitRequestTopic,
};
use kafka_protocol::messages::offset_fetch_request::{OffsetFetchRequestGroup, OffsetFetchRequestTopics};
use kafka_protocol::messages::{GroupId, OffsetCommitRequest, OffsetFetchRequest};
use kafka_protocol::protocol::StrBytes;
use uuid::Uuid;

/// The version that is read here.
pub(in crate::gateway) const VERSION: i16 = 10;

pub(in crate::gateway) fn commit(body: &Bytes) -> Option<OffsetCommitRequest> {
    let mut from = Reader(body.clone());
    let request = OffsetCommitRequest::default()
        .with_group_id(GroupId(from.text()??))
        .with_generation_id_or_member_epoch(from.i32()?)
        .with_member_id(from.text()??)
        .with_group_instance_id(from.text()?)
        .with_topics(from.list(|from| {
            let topic = OffsetCommitRequestTopic::default().with_topic_id(from.uuid()?);
            let topic = topic.with_partitions(from.list(|from| {
                let partition = OffsetCommitRequestPartition::default().with_partition_index(from.i32()?);
                let partition = partition.with_committed_offset(from.i64()?);
                let partition = partition.with_committed_leader_epoch(from.i32()?);
                let partition = partition.with_committed_metadata(from.text()?);
                from.tags().map(|()| partition)
            })??);
            from.tags().map(|()| topic)
        })??);
    from.end().map(|()| request)
}

pub(in crate::gateway) fn fetch(body: &Bytes) -> Option<OffsetFetchRequest> {
    let mut from = Reader(body.clone());
    let request = OffsetFetchRequest::default()
        .with_groups(from.list(|from| {
            let group = OffsetFetchRequestGroup::default().with_group_id(GroupId(from.text()??));
            let group = group.with_member_id(from.text()?).with_member_epoch(from.i32()?);
            let group = group.with_topics(from.list(|from| {
                let topic = OffsetFetchRequestTopics::default().with_topic_id(from.uuid()?);
                let topic = topic.with_partition_indexes(from.list(Reader::i32)??);
                from.tags().map(|()| topic)
            })?);
            from.tags().map(|()| group)
        })??)
        .with_require_stable(from.u8()? != 0);
    from.end().map(|()| request)
}

/// The primitive types of flexible versions (KIP-482). `None` is where the bytes do not hold what they should;
/// a null is another `None` inside.
struct Reader(Bytes);

impl Reader {
    fn u8(&mut self) -> Option<u8> {
        self.0.try_get_u8().ok()
    }

    fn i32(&mut self) -> Option<i32> {
        self.0.try_get_i32().ok()
    }

    fn i64(&mut self) -> Option<i64> {
        self.0.try_get_i64().ok()
    }

    fn uuid(&mut self) -> Option<Uuid> {
        self.0.try_get_u128().ok().map(Uuid::from_u128)
    }

    fn varint(&mut self) -> Option<usize> {
        let mut value = 0;
        for shift in [0, 7, 14, 21] {
            let byte = self.u8()?;
            value |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        // No frame that is kept is as long as four bytes can tell.
        None
    }

    fn bytes(&mut self, length: usize) -> Option<Bytes> {
        (length <= self.0.len()).then(|| self.0.split_to(length))
    }

    fn text(&mut self) -> Option<Option<StrBytes>> {
        match self.varint()?.checked_sub(1) {
            None => Some(None),
            Some(length) => Some(Some(StrBytes::try_from(self.bytes(length)?).ok()?)),
        }
    }

    /// Makes room for items as they come, never for as many as are claimed.
    fn list<T>(&mut self, mut item: impl FnMut(&mut Reader) -> Option<T>) -> Option<Option<Vec<T>>> {
        let Some(count) = self.varint()?.checked_sub(1) else { return Some(None) };
        let mut items = Vec::new();
        for _ in 0..count {
            items.push(item(self)?);
        }
        Some(Some(items))
    }

    /// Tagged fields are for later versions: they are passed over.
    fn tags(&mut self) -> Option<()> {
        for _ in 0..self.varint()? {
            self.varint()?;
            let length = self.varint()?;
            self.bytes(length)?;
        }
        Some(())
    }

    fn end(mut self) -> Option<()> {
        self.tags()?;
        self.0.is_empty().then_some(())
    }
}
