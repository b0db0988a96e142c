"""Tries again, with growing pauses, what the topic payouts-retry holds; gives up after the fourth attempt."""

import json
import os
import signal
import time

from bank import Busy, Refused, pay
from confluent_kafka import Consumer, KafkaException
from letters import DEAD_LETTERS, RETRY, headers_of, producer, send_on

TOPIC = "payouts-retry"
GROUP = "payouts-retry"
ATTEMPTS = 4
FIRST_PAUSE = 0.3

running = True


def stop(*_):
    """SIGTERM: the loop ends after the record that it is at."""
    global running
    running = False


def handle(letters, message):
    """Tries the payout once; where the bank is busy it goes to the end of the topic, and comes again."""
    attempts = int(headers_of(message)["attempts"])
    if attempts:
        time.sleep(FIRST_PAUSE * 2 ** (attempts - 1))
    try:
        pay(json.loads(message.value()))
    except Busy as error:
        to = RETRY if attempts + 1 < ATTEMPTS else DEAD_LETTERS
        send_on(letters, to, message, attempts + 1, error)
    except Refused as error:
        send_on(letters, DEAD_LETTERS, message, attempts + 1, error)


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
