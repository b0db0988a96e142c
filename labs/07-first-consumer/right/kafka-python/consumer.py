"""The same work with kafka-python and httpx."""

import json
import os
import signal
import time

import httpx
from kafka import KafkaConsumer, KafkaProducer, OffsetAndMetadata

stopped = []
signal.signal(signal.SIGTERM, lambda *_: stopped.append(True))

consumer = KafkaConsumer(
    "task-created",
    bootstrap_servers=os.environ["KAFKA_BOOTSTRAP_SERVERS"],
    group_id="task-notification-service",
    auto_offset_reset="earliest",
    enable_auto_commit=False,
)
producer = KafkaProducer(bootstrap_servers=os.environ["KAFKA_BOOTSTRAP_SERVERS"])
print("subscribed", flush=True)


def handle(record):
    try:
        task = json.loads(record.value)
        email = {"id": task["id"], "subject": task["title"]}
    except (ValueError, KeyError) as cause:
        headers = [
            ("original-topic", b"task-created"),
            ("original-partition", str(record.partition).encode()),
            ("original-offset", str(record.offset).encode()),
            ("error", repr(cause).encode()),
        ]
        producer.send("task-created-dlq", key=record.key, value=record.value, headers=headers).get(timeout=10)
        return
    while httpx.post(os.environ["EMAIL_URL"], json=email, timeout=30).status_code >= 500:
        time.sleep(0.1)


while not stopped:
    # Long: kafka-python 3.0.12 does not end a rejoin that outlasts a poll, and fetches nothing from then on.
    for partition, records in consumer.poll(timeout_ms=3000).items():
        for record in records:
            if stopped:
                break
            handle(record)
            # The offset of the next record to read, not of this one.
            consumer.commit({partition: OffsetAndMetadata(record.offset + 1, "", -1)})

producer.close()
consumer.close()
