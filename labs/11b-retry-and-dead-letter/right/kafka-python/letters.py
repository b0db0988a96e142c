"""Sends a record on with kafka-python; what is read comes from confluent-kafka."""

import os

from kafka import KafkaProducer

RETRY = "payouts-retry"
DEAD_LETTERS = "payouts-dlq"


def producer():
    """A producer of another client, which has murmur2 in place of CRC32 for its keys."""
    return KafkaProducer(bootstrap_servers=os.environ["KAFKA_BOOTSTRAP_SERVERS"], acks="all")


def headers_of(message):
    """The record's headers as text, by name."""
    return {name: value.decode() for name, value in message.headers() or []}


def send_on(producer, topic, message, attempts, error):
    """Puts the record into `topic` and returns once it is stored; raises where it is not."""
    headers = {
        "original-topic": message.topic(),
        "original-partition": str(message.partition()),
        "original-offset": str(message.offset()),
        **headers_of(message),
        "attempts": str(attempts),
        "error": repr(error),
    }
    encoded = [(name, value.encode()) for name, value in headers.items()]
    producer.send(topic, key=message.key(), value=message.value(), headers=encoded).get(timeout=30)
