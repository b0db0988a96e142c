"""The first attempt, with kafka-python."""

import json
import os
import signal

from bank import Busy, Refused, pay
from kafka import KafkaConsumer, OffsetAndMetadata
from letters import DEAD_LETTERS, RETRY, producer, send_on
from waiting import Waiting

stopped = []
signal.signal(signal.SIGTERM, lambda *_: stopped.append(True))

waiting = Waiting()
letters = producer()
consumer = KafkaConsumer(
    "payouts",
    bootstrap_servers=os.environ["KAFKA_BOOTSTRAP_SERVERS"],
    group_id="payouts",
    auto_offset_reset="earliest",
    enable_auto_commit=False,
)
print("subscribed", flush=True)


def handle(record):
    if waiting.has(record.key):
        return send_on(letters, RETRY, record, 0, "behind an earlier one")
    try:
        return pay(json.loads(record.value))
    except Busy as error:
        return send_on(letters, RETRY, record, 1, error)
    except Refused as error:
        return send_on(letters, DEAD_LETTERS, record, 1, error)


while not stopped:
    for partition, records in consumer.poll(timeout_ms=300).items():
        for record in records:
            if stopped:
                break
            handle(record)
            consumer.commit({partition: OffsetAndMetadata(record.offset + 1, "", -1)})

letters.close()
consumer.close()
