"""Ten events at a time. A refused batch was not stored, so its events may be sent again, each alone."""

import json
import os

from confluent_kafka import KafkaError, KafkaException, Producer

producer = Producer({
    "bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"],
    "enable.idempotence": True,
    "delivery.timeout.ms": 15000,
})


def deliver(topic, records):
    """Sends `records` (key, value, headers) and waits for all; the refused ones, in order, with their error."""
    refused = []

    def on_delivery(error, message):
        if error is None:
            return
        if error.code() != KafkaError.MSG_SIZE_TOO_LARGE:
            raise KafkaException(error)
        refused.append((message.key(), message.value(), error))

    for key, value, headers in records:
        producer.produce(topic, value, key, headers=headers, on_delivery=on_delivery)
    producer.flush()
    return refused


def publish(records):
    for key, value, _ in deliver("task-events", records):
        # The next one waits until this one has its answer, so that the order of a key stays.
        for _, _, error in deliver("task-events", [(key, value, None)]):
            cause = [("original-topic", b"task-events"), ("error-code", b"10"), ("error", error.name().encode())]
            if deliver("dead-letter-queue", [(key, value, cause)]):
                raise KafkaException(error)


chunk = []
for line in open(os.environ["EVENTS_FILE"]):
    event = json.loads(line)
    chunk.append((event["task_id"], json.dumps(event, separators=(",", ":")), None))
    if len(chunk) == 10:
        publish(chunk)
        chunk = []
publish(chunk)
