"""The attempts after the first, with kafka-python."""

import json
import os
import signal
import time

from bank import Busy, Refused, pay
from kafka import KafkaConsumer, OffsetAndMetadata
from letters import DEAD_LETTERS, headers_of, producer, send_on

stopped = []
signal.signal(signal.SIGTERM, lambda *_: stopped.append(True))

letters = producer()
consumer = KafkaConsumer(
    "payouts-retry",
    bootstrap_servers=os.environ["KAFKA_BOOTSTRAP_SERVERS"],
    group_id="payouts-retry",
    auto_offset_reset="earliest",
    enable_auto_commit=False,
)
print("subscribed", flush=True)


def handle(record):
    before = int(headers_of(record)["attempts"])
    for attempt in range(before + 1, 5):
        if attempt > 1:
            time.sleep(0.15 * 2 ** (attempt - 1))
        try:
            return pay(json.loads(record.value))
        except Refused as error:
            return send_on(letters, DEAD_LETTERS, record, attempt, error)
        except Busy as error:
            last = error
    return send_on(letters, DEAD_LETTERS, record, 4, last)


while not stopped:
    for partition, records in consumer.poll(timeout_ms=300).items():
        for record in records:
            if stopped:
                break
            handle(record)
            consumer.commit({partition: OffsetAndMetadata(record.offset + 1, "", -1)})

letters.close()
consumer.close()
