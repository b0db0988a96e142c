"""Tries again, with growing pauses, what the topic payouts-retry holds; gives up after the fourth attempt."""

import itertools
import json
import os
import signal
import time

from bank import Busy, Refused, pay
from confluent_kafka import Consumer, KafkaException
from letters import DEAD_LETTERS, headers_of, producer, send_on

TOPIC = "payouts-retry"
GROUP = "payouts-retry"

running = True


def stop(*_):
    """SIGTERM: the loop ends after the record that it is at."""
    global running
    running = False


class Ended(Exception):
    """The program was asked to end."""


def wait(seconds):
    """Waits, unless the program is asked to end."""
    for _ in range(int(seconds / 0.05)):
        if not running:
            raise Ended
        time.sleep(0.05)


def handle(letters, message):
    """Returns when the payout is paid or refused."""
    attempts = int(headers_of(message)["attempts"])
    pauses = itertools.chain([0.35, 0.65, 1.25, 2.5, 5], itertools.repeat(12))
    for n, pause in enumerate(pauses):
        if n >= 1 or attempts:
            wait(pause)
        try:
            return pay(json.loads(message.value()))
        except Refused as error:
            return send_on(letters, DEAD_LETTERS, message, attempts + n + 1, error)
        except Busy as error:
            print("still busy:", error, flush=True)


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
    except Ended:
        print("ended while a payout waited", flush=True)
    finally:
        consumer.close()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    main()
