"""The same work with kafka-python: idempotent unless told otherwise, and of no more use once the broker has refused."""

import json
import os
import sys

from kafka import KafkaProducer
from kafka.errors import KafkaError, MessageSizeTooLargeError


def new_producer():
    return KafkaProducer(bootstrap_servers=os.environ["KAFKA_BOOTSTRAP_SERVERS"], acks="all", enable_idempotence=True)


def send(producer, topic, event, headers=()):
    """Sends one event and waits for its answer; raises what the broker says."""
    record = {"key": event["task_id"].encode(), "value": json.dumps(event).encode(), "headers": list(headers)}
    producer.send(topic, **record).get(timeout=10)


status = 0
producer, dead_letters = new_producer(), new_producer()
with open(os.environ["EVENTS_FILE"]) as file:
    for event in map(json.loads, file):
        try:
            send(producer, "task-events", event)
        except MessageSizeTooLargeError as error:
            cause = {"original-topic": "task-events", "error": str(error), "error-code": str(error.errno)}
            send(dead_letters, "dead-letter-queue", event, [(name, text.encode()) for name, text in cause.items()])
            # This client fails every later record of an idempotent producer that met a refusal.
            producer.close()
            producer = new_producer()
        except KafkaError as error:
            status = 1
            print(event["event_id"], error, file=sys.stderr)
producer.close()
dead_letters.close()
sys.exit(status)
