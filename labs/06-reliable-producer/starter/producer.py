"""Publish every event of the file that EVENTS_FILE names to the topic task-events."""

import json
import os
import sys

from confluent_kafka import Producer

TOPIC = "task-events"

refused = []


def on_delivery(error, message):
    """Called from poll and flush, once for each record."""
    if error is not None:
        refused.append(message)
        print(json.dumps({"event_id": json.loads(message.value())["event_id"], "error": error.str()}))


def main():
    producer = Producer({
        "bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"],
        # From a blog post on fast producers.
        "acks": 1,
        "max.in.flight.requests.per.connection": 10,
    })

    with open(os.environ["EVENTS_FILE"]) as file:
        for line in file:
            event = json.loads(line)
            producer.produce(TOPIC, key=event["task_id"], value=json.dumps(event), on_delivery=on_delivery)
            producer.poll(0)

    unanswered = producer.flush(10)
    if refused or unanswered:
        sys.exit(f"{len(refused)} records refused, {unanswered} without an answer after 10 s")


if __name__ == "__main__":
    main()
