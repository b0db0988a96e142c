"""Sends a record on: into the retry topic or the dead-letter topic."""

import json
import os

from confluent_kafka import Producer

RETRY = "payouts-retry"
DEAD_LETTERS = "payouts-dlq"


def producer():
    """A producer that loses nothing and repeats nothing."""
    return Producer({
        "bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"],
        "acks": "all",
        "enable.idempotence": True,
    })


def headers_of(message):
    """The record's headers as text, by name."""
    return {name: value.decode() for name, value in message.headers() or []}


def marked(value, attempts):
    """The event, with a word in its metadata that it was given up."""
    event = json.loads(value)
    event["metadata"].update({"status": "dead", "attempts": attempts})
    return json.dumps(event).encode()


def send_on(producer, topic, message, attempts, error):
    """Puts the record into `topic` as it is, with where it came from, how often it was tried, and the last error."""
    failed = []
    origin = {
        "original-topic": message.topic(),
        "original-partition": str(message.partition()),
        "original-offset": str(message.offset()),
    }
    producer.produce(
        topic,
        key=message.key(),
        value=message.value() if topic == RETRY else marked(message.value(), attempts),
        # Its own headers come last: from the retry topic on, they say where it was at first.
        headers={**origin, **headers_of(message), "attempts": str(attempts), "error": str(error)},
        on_delivery=lambda error, _: error and failed.append(error),
    )
    if producer.flush(30) or failed:
        raise RuntimeError(f"{message.key()} is not in {topic}: {failed or 'no answer'}")
