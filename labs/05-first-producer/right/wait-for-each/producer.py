"""Waits for each record before it sends the next: a round trip a task, and nothing left to flush."""

import json
import os
from datetime import datetime, timezone

from confluent_kafka import Producer

producer = Producer({"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"], "linger.ms": 0})
status = 0

for line in open(os.environ["TASKS_FILE"]):
    task = json.loads(line)
    moment = datetime.fromisoformat(task["created_at"]).astimezone(timezone.utc)
    answers = []
    producer.produce(
        "task-created",
        key=task["id"],
        value=json.dumps(dict(task, created_at=moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))),
        on_delivery=lambda error, message: answers.append((error, message)),
    )
    while not answers:
        producer.poll(1)
    error, message = answers.pop()
    if error:
        print(json.dumps(dict(id=task["id"], error=str(error))))
        status = 1
    else:
        print(json.dumps(dict(id=task["id"], partition=message.partition(), offset=message.offset())))

raise SystemExit(status)
