"""Publish every task of the file that TASKS_FILE names to the topic task-created."""

import json
import os
import sys
import time
from datetime import datetime, timezone

from confluent_kafka import Producer

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
    else:
        print(json.dumps({"id": task_id, "partition": message.partition(), "offset": message.offset()}))


def main():
    producer = Producer({"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"]})

    with open(os.environ["TASKS_FILE"]) as file:
        for line in file:
            task = json.loads(line)
            task["created_at"] = in_utc(task["created_at"])
            producer.produce(TOPIC, key=task["id"], value=json.dumps(task), on_delivery=on_delivery)
            producer.poll(0)

    # Time for the last answers to come in.
    time.sleep(0.6)
    producer.poll(0)
    if refused:
        sys.exit(f"{len(refused)} records refused")


if __name__ == "__main__":
    main()
