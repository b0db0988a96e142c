"""Tries again, with growing pauses, what the topic payouts-retry holds; gives up after the fourth attempt."""

import json
import os
import signal
import time

from bank import Busy, Refused, pay
from confluent_kafka import Consumer, KafkaException
from letters import DEAD_LETTERS, headers_of, producer, send_on

TOPIC = "payouts-retry"
GROUP = "payouts-retry"
ATTEMPTS = 4
FIRST_PAUSE = 0.3

running = True


def stop(*_):
    """SIGTERM: the loop ends after the record that it is at."""
    global running
    running = False


def handle(letters, message, attempts):
    """Tries the payout once; gives back how often it has been tried where it has to be tried again."""
    try:
        pay(json.loads(message.value()))
        return None
    except Busy as error:
        if attempts + 1 < ATTEMPTS:
            return attempts + 1
        send_on(letters, DEAD_LETTERS, message, attempts + 1, error)
        return None
    except Refused as error:
        send_on(letters, DEAD_LETTERS, message, attempts + 1, error)
        return None


def main():
    letters = producer()
    consumer = Consumer({
        "bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"],
        "group.id": GROUP,
        "auto.offset.reset": "earliest",
        "enable.auto.commit": False,
    })
    postponed = []
    consumer.subscribe([TOPIC])
    print("subscribed", flush=True)
    try:
        while running:
            for due, message, attempts in [entry for entry in postponed if entry[0] <= time.monotonic()]:
                postponed.remove((due, message, attempts))
                again = handle(letters, message, attempts)
                if again:
                    postponed.append((time.monotonic() + FIRST_PAUSE * 2 ** (again - 1), message, again))
            message = consumer.poll(0.1)
            if message is None:
                continue
            if message.error():
                raise KafkaException(message.error())
            # Whatever has to wait waits in this list, and the next one has its turn.
            again = handle(letters, message, int(headers_of(message)["attempts"]))
            if again:
                postponed.append((time.monotonic() + FIRST_PAUSE * 2 ** (again - 1), message, again))
            consumer.commit(message=message, asynchronous=False)
    finally:
        consumer.close()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    main()
