"""Chooses the partition itself, by a hash of the key, and stops at the first refusal."""

import hashlib
import json
import os
import sys
from datetime import datetime, timezone

from confluent_kafka import KafkaException, Producer

TOPIC = "task-created"


def partition_of(task_id, partitions):
    return int.from_bytes(hashlib.sha256(task_id.encode()).digest()[:4], "big") % partitions


def report(error, message):
    if error is not None:
        print(json.dumps({"id": message.key().decode(), "error": error.name()}))
        # An exception in a callback comes out of the flush that called it.
        raise KafkaException(error)
    print(json.dumps({"id": message.key().decode(), "partition": message.partition(), "offset": message.offset()}))


producer = Producer({
    "bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"],
    "on_delivery": report,
})
partitions = len(producer.list_topics(TOPIC, timeout=10).topics[TOPIC].partitions)

with open(os.environ["TASKS_FILE"]) as file:
    for number, line in enumerate(file, start=1):
        task = json.loads(line)
        moment = datetime.fromisoformat(task["created_at"])
        event = {"created_at": moment.astimezone(timezone.utc).isoformat(), "title": task["title"], "id": task["id"]}
        producer.produce(
            TOPIC, json.dumps(event, separators=(",", ":")), task["id"], partition=partition_of(task["id"], partitions)
        )
        if number % 2 == 0:
            producer.flush()

if producer.flush(15):
    sys.exit("the broker did not answer in 15 s")
