"""Publishes the events of EVENTS_FILE, each once; what is over the topic's limit goes to the dead-letter queue."""

import json
import os

from confluent_kafka import KafkaError, KafkaException, Producer

producer = Producer({
    "bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"],
    "acks": "all",
    "enable.idempotence": True,
    "batch.num.messages": 4,
    "batch.size": 6000,
})
set_aside = []
problems = []


def answered(error, message):
    if error and error.code() == KafkaError.MSG_SIZE_TOO_LARGE:
        set_aside.append((message.key(), message.value(), error))
    elif error:
        problems.append(error)


def publish(event):
    while True:
        try:
            producer.produce("task-events", json.dumps(event), event["task_id"], on_delivery=answered)
            return
        except BufferError:
            producer.poll(0.1)


def keep(key, value, error):
    why = [("original-topic", "task-events"), ("error", str(error)), ("error-code", str(error.code()))]
    summary = {"size": len(value), "begins": value[:80].decode()}
    producer.produce("dead-letter-queue", json.dumps(summary), key, headers=why, on_delivery=answered)


with open(os.environ["EVENTS_FILE"], encoding="utf-8") as lines:
    for event in map(json.loads, lines):
        publish(event)
producer.flush()
for kept in list(set_aside):
    keep(*kept)
producer.flush()
if problems:
    raise KafkaException(problems[0])
