"""Hands every payout in the topic payouts to the bank. What cannot be paid now goes to the retry topic."""

import json
import os
import signal

from bank import pay
from confluent_kafka import Consumer, KafkaException

TOPIC = "payouts"
GROUP = "payouts"

running = True


def stop(*_):
    """SIGTERM: the loop ends after the record that it is at."""
    global running
    running = False


def main():
    consumer = Consumer({
        "bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"],
        "group.id": GROUP,
        "auto.offset.reset": "earliest",
        "enable.auto.commit": False,
    })
    consumer.subscribe([TOPIC])
    print("subscribed", flush=True)
    try:
        while running:
            message = consumer.poll(0.5)
            if message is None:
                continue
            if message.error():
                raise KafkaException(message.error())
            # To write: what happens when the bank is busy (Busy) or says no (Refused)?
            # And what if an earlier payout of this wallet still waits? See waiting.py.
            pay(json.loads(message.value()))
            consumer.commit(message=message, asynchronous=False)
    finally:
        consumer.close()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    main()
