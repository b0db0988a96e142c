"""Hands every payout in the topic payouts to the bank. What cannot be paid now goes to the retry topic."""

import json
import os
import signal
import time

from bank import Busy, Refused, pay
from confluent_kafka import Consumer, KafkaException
from letters import DEAD_LETTERS, RETRY, producer, send_on

TOPIC = "payouts"
GROUP = "payouts"

# Until when a wallet may have something in the retry topic: an hour is more than four attempts take.
PATIENCE = 3600
PARKED = {}

running = True


def stop(*_):
    """SIGTERM: the loop ends after the record that it is at."""
    global running
    running = False


def handle(letters, message):
    """Returns when this program has nothing left to do for the payout: it is paid, waits, or is given up."""
    if PARKED.get(message.key(), 0) > time.monotonic():
        PARKED[message.key()] = time.monotonic() + PATIENCE
        send_on(letters, RETRY, message, 0, "an earlier payout of this wallet waits")
        return
    try:
        pay(json.loads(message.value()))
    except Busy as error:
        PARKED[message.key()] = time.monotonic() + PATIENCE
        send_on(letters, RETRY, message, 1, error)
    except Refused as error:
        send_on(letters, DEAD_LETTERS, message, 1, error)


def main():
    letters = producer()
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
            handle(letters, message)
            consumer.commit(message=message, asynchronous=False)
    finally:
        consumer.close()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    main()
