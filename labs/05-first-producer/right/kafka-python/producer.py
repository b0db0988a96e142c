"""The same work with kafka-python: another client, other partitions, the same promises."""

import json
import os
import sys
from datetime import datetime, timezone

from kafka import KafkaProducer
from kafka.errors import KafkaError


def encode(task):
    moment = datetime.fromisoformat(task["created_at"])
    return json.dumps({**task, "created_at": f"{moment.astimezone(timezone.utc):%Y-%m-%dT%H:%M:%SZ}"}).encode()


with open(os.environ["TASKS_FILE"]) as file:
    tasks = [json.loads(line) for line in file]

# Leaving the block closes the producer, which waits for what is still on its way.
with KafkaProducer(
    bootstrap_servers=os.environ["KAFKA_BOOTSTRAP_SERVERS"], key_serializer=str.encode, value_serializer=encode
) as producer:
    futures = [(task["id"], producer.send("task-created", key=task["id"], value=task)) for task in tasks]

refused = []
for task_id, future in futures:
    try:
        stored = future.get(timeout=10)
        print(json.dumps({"id": task_id, "partition": stored.partition, "offset": stored.offset}))
    except KafkaError as error:
        refused.append({"id": task_id, "error": str(error)})
        print(json.dumps(refused[-1]))

# Once more at the end, for whoever reads the last lines only.
for report in refused:
    print(json.dumps(report))
sys.exit(len(refused))
