"""Sends a record on: into the retry topic or the dead-letter topic."""

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


def send_on(producer, topic, message, attempts, error):
    """Puts the record into `topic` as it is, with where it came from, how often it was tried, and the last error."""
    # To write: key and value as they are; the headers original-topic, original-partition, original-offset,
    # attempts and error; and nothing is done before the broker has said that it is stored.
    raise NotImplementedError("send_on in letters.py is still to be written")
