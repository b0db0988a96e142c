"""Which wallets wait: those with payouts in the retry topic that the retry program has not done. Given."""

import os

from confluent_kafka import Consumer, KafkaException, TopicPartition

RETRY = "payouts-retry"
RETRY_GROUP = "payouts-retry"


class Waiting:
    """Asks Kafka and keeps nothing that a restart could lose: what the retry topic holds from the offset on
    that the group of the retry program has committed is not done."""

    def __init__(self):
        self._reader = Consumer({
            "bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"],
            # For its committed offsets only: assigned by hand, this reader is no member of the group.
            "group.id": RETRY_GROUP,
            "fetch.wait.max.ms": 20,
            "enable.auto.commit": False,
        })
        partitions = self._reader.list_topics(RETRY, timeout=10).topics[RETRY].partitions
        self._places = [TopicPartition(RETRY, partition) for partition in partitions]
        self._next = {place.partition: done for place, done in zip(self._places, self._done())}
        self._seen = []

    def has(self, key):
        """Whether a record with this key (bytes) is in the retry topic and not done."""
        self._read_to_the_end()
        done = dict(zip(self._next, self._done()))
        self._seen = [seen for seen in self._seen if seen[1] >= done[seen[0]]]
        return any(seen[2] == key for seen in self._seen)

    def _done(self):
        """For each partition the offset that the retry program has committed, 0 where it has not."""
        return [max(place.offset, 0) for place in self._reader.committed(self._places, timeout=10)]

    def _read_to_the_end(self):
        ends = {place.partition: self._reader.get_watermark_offsets(place, timeout=10)[1] for place in self._places}
        if self._next == ends:
            return
        # Assigned only while there is something to read: a fetch that waits for more keeps other questions waiting.
        self._reader.assign([TopicPartition(RETRY, partition, offset) for partition, offset in self._next.items()])
        while any(self._next[partition] < end for partition, end in ends.items()):
            message = self._reader.poll(1.0)
            if message is None:
                continue
            if message.error():
                raise KafkaException(message.error())
            self._seen.append((message.partition(), message.offset(), message.key()))
            self._next[message.partition()] = message.offset() + 1
        self._reader.unassign()

    def close(self):
        """Ends the reader."""
        self._reader.close()
