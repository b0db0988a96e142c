"""Publish every task of the file that TASKS_FILE names to the topic task-created."""

import json
import os
import sys
import zlib
from datetime import datetime, timezone

from confluent_kafka import Consumer, Producer, TopicPartition

TOPIC = "task-created"

refused = []


def in_utc(moment):
    """The same moment, written in UTC."""
    return datetime.fromisoformat(moment).astimezone(timezone.utc).isoformat()


def on_delivery(error, message):
    """Called from poll and flush, once for each record: it was stored, or it never will be."""
    task_id = message.key().decode()
    if error is not None:
        refused.append(task_id)
        print(json.dumps({"id": task_id, "error": error.str()}))


def main():
    producer = Producer({"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"]})

    # Where the next record of each partition will stand: nobody else writes to this topic.
    watcher = Consumer({"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"], "group.id": "producer-offsets"})
    partitions = watcher.list_topics(TOPIC, timeout=10).topics[TOPIC].partitions
    next_offset = {p: watcher.get_watermark_offsets(TopicPartition(TOPIC, p), timeout=10)[1] for p in partitions}
    watcher.close()

    with open(os.environ["TASKS_FILE"]) as file:
        for line in file:
            task = json.loads(line)
            task["created_at"] = in_utc(task["created_at"])
            producer.produce(TOPIC, key=task["id"], value=json.dumps(task), on_delivery=on_delivery)
            # The default partitioner of librdkafka.
            partition = zlib.crc32(task["id"].encode()) % len(partitions)
            print(json.dumps({"id": task["id"], "partition": partition, "offset": next_offset[partition]}))
            next_offset[partition] += 1
            producer.poll(0)

    unanswered = producer.flush(10)
    if refused or unanswered:
        sys.exit(f"{len(refused)} records refused, {unanswered} without an answer after 10 s")


if __name__ == "__main__":
    main()
