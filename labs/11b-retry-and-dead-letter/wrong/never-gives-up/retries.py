"""Tries again, with growing pauses, what the topic payouts-retry holds; a payout is never lost."""

import json
import os
import signal
import time

from bank import Busy, Refused, pay
from confluent_kafka import Consumer, KafkaException
from letters import DEAD_LETTERS, headers_of, producer, send_on

TOPIC = "payouts-retry"
GROUP = "payouts-retry"
FIRST_PAUSE = 0.3

running = True


def stop(*_):
    """SIGTERM: the loop ends after the record that it is at."""
    global running
    running = False


def handle(letters, message):
    """Returns True when the payout is paid or refused, False where the program ends before that."""
    attempts = int(headers_of(message)["attempts"])
    while True:
        due = time.monotonic() + (FIRST_PAUSE * 2 ** (attempts - 1) if attempts else 0)
        while time.monotonic() < due:
            if not running:
                return False
            time.sleep(0.05)
        try:
            pay(json.loads(message.value()))
            return True
        except Busy:
            attempts += 1
        except Refused as error:
            send_on(letters, DEAD_LETTERS, message, attempts + 1, error)
            return True


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
            if handle(letters, message):
                consumer.commit(message=message, asynchronous=False)
    finally:
        consumer.close()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    main()
