"""Publishes the tasks of TASKS_FILE to task-created, and tells for each where it is."""

import json
import os
import sys
from datetime import datetime, timezone
from pathlib import Path

from confluent_kafka import Producer


class Publisher:
    """A producer, and what became of its records."""

    def __init__(self):
        self.errors = 0
        self.producer = Producer({"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"], "acks": "all"})

    def publish(self, task):
        value = json.dumps(task, ensure_ascii=False).encode()
        self.producer.produce("task-created", value, task["id"], on_delivery=self.answered)

    def answered(self, error, message):
        if error:
            self.errors += 1
            report = {"id": message.key().decode(), "error": str(error)}
        else:
            report = {"id": message.key().decode(), "partition": message.partition(), "offset": message.offset()}
        print(json.dumps(report), flush=True)

    def close(self):
        # Answers come within a few milliseconds.
        for _ in range(30):
            self.producer.poll(0.02)
        return self.errors


def task_of(line):
    task = json.loads(line)
    moment = datetime.fromisoformat(task["created_at"]).astimezone(timezone.utc)
    return {**task, "created_at": moment.strftime("%Y-%m-%dT%H:%M:%SZ")}


publisher = Publisher()
for line in Path(os.environ["TASKS_FILE"]).read_text(encoding="utf-8").splitlines():
    publisher.publish(task_of(line))
sys.exit(1 if publisher.close() else 0)
