"""Send events, each with its key, and fail unless every one of them is in the log."""

import json
import os
import sys

from confluent_kafka import Producer


def send(topic, events, key):
    """Send `events` (dicts), keyed by their field `key`; the failures, as (key, error)."""
    failed = []

    def on_delivery(err, msg):
        if err is not None:
            failed.append((msg.key().decode(), str(err)))
        else:
            print(json.dumps({"key": msg.key().decode(), "partition": msg.partition(), "offset": msg.offset()}))

    producer = Producer({"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"]})
    for event in events:
        record = {"key": event[key].encode(), "value": json.dumps(event).encode()}
        while True:
            try:
                producer.produce(topic, **record, on_delivery=on_delivery)
                break
            except BufferError:  # the queue is full: let deliveries make room
                producer.poll(1)
        producer.poll(0)

    left = producer.flush(60)
    if left:
        failed.append(("", f"{left} records were not delivered within 60 s"))
    return failed


if __name__ == "__main__":
    failures = send(sys.argv[1], (json.loads(line) for line in sys.stdin), key="id")
    for record, error in failures:
        print(f"{record}: {error}", file=sys.stderr)
    sys.exit(1 if failures else 0)
