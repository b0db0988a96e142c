"""Publish every event of the file that EVENTS_FILE names to task-events, once each; keep what the topic refuses."""

import json
import os
import sys

from confluent_kafka import KafkaError, Producer

TOPIC = "task-events"
DEAD_LETTERS = "dead-letter-queue"

too_large = []
failed = []


def on_delivery(error, message):
    """Called from poll and flush, once for each record."""
    if error is None:
        return
    if error.code() == KafkaError.MSG_SIZE_TOO_LARGE and message.topic() == TOPIC:
        # The broker has looked at this record and will never take it: a case for the dead-letter queue.
        too_large.append((error, message))
    else:
        # What became of the record is not known; whoever started the program must be told.
        failed.append((error, message))
        print(f"{message.topic()} {message.key().decode()}: {error.name()} {error.str()}", file=sys.stderr)


def keep(producer, error, message):
    """The record as it was, and beside it why it is here."""
    producer.produce(
        DEAD_LETTERS,
        key=message.key(),
        value=message.value(),
        headers={"original-topic": message.topic(), "error": error.str(), "error-code": error.name()},
        on_delivery=on_delivery,
    )


def main():
    producer = Producer({
        "bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"],
        "acks": "all",
        "enable.idempotence": True,
        # The topic takes batches of up to 10,000 bytes and refuses a larger one whole:
        # so a record that is too large must travel alone.
        "batch.size": 8000,
    })

    with open(os.environ["EVENTS_FILE"]) as file:
        for line in file:
            event = json.loads(line)
            producer.produce(TOPIC, key=event["task_id"], value=json.dumps(event), on_delivery=on_delivery)
            producer.poll(0)

    unanswered = producer.flush(10)
    for error, message in too_large:
        keep(producer, error, message)
    unanswered += producer.flush(10)
    if failed or unanswered:
        sys.exit(f"{len(failed)} records failed, {unanswered} without an answer")


if __name__ == "__main__":
    main()
