"""Enters every event of the topic task-events in the ledger, together with the other workers of its group."""

import json
import os
import signal
import urllib.request

from confluent_kafka import Consumer, KafkaException

TOPIC = "task-events"
BATCH = 20

running = True


def stop(*_):
    """SIGTERM: the loop ends after the event that it is at."""
    global running
    running = False


def enter(message):
    """Enters the event in the ledger; returns when the ledger has it."""
    event = json.loads(message.value())
    entry = {"id": event["id"], "partition": message.partition(), "offset": message.offset()}
    request = urllib.request.Request(
        os.environ["LEDGER_URL"], json.dumps(entry).encode(), {"Content-Type": "application/json"}
    )
    urllib.request.urlopen(request, timeout=60).close()


def main():
    consumer = Consumer({
        "bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"],
        "group.id": "task-ledger",
        "auto.offset.reset": "earliest",
        "enable.auto.commit": False,
        "session.timeout.ms": 8000,
        "heartbeat.interval.ms": 300,
        "max.poll.interval.ms": 8000,
    })
    # To write: what this worker does when partitions are taken from it.
    consumer.subscribe([TOPIC])
    print("subscribed", flush=True)

    count = 0
    try:
        while running:
            message = consumer.poll(0.2)
            if message is None:
                continue
            if message.error():
                raise KafkaException(message.error())
            enter(message)
            count += 1
            if count % BATCH == 0:
                consumer.commit(asynchronous=False)
        if count % BATCH:
            consumer.commit(asynchronous=False)
    finally:
        consumer.close()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    main()
