"""Sends records on, with kafka-python."""

import os

from kafka import KafkaProducer

RETRY = "payouts-retry"
DEAD_LETTERS = "payouts-dlq"


def producer():
    return KafkaProducer(bootstrap_servers=os.environ["KAFKA_BOOTSTRAP_SERVERS"], acks="all")


def headers_of(record):
    return {name: value.decode() for name, value in record.headers}


def send_on(producer, topic, record, attempts, error):
    headers = {
        "original-topic": record.topic,
        "original-partition": str(record.partition),
        "original-offset": str(record.offset),
        **headers_of(record),
        "attempts": str(attempts),
        "error": repr(error),
    }
    encoded = [(name, value.encode()) for name, value in headers.items()]
    # Raises where it is not stored.
    producer.send(topic, key=record.key, value=record.value, headers=encoded).get(timeout=30)
