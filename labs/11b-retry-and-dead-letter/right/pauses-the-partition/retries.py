"""Tries again what the topic payouts-retry holds, without sleeping: a partition whose first record must wait is paused."""

import json
import os
import signal
import time

from bank import Busy, Refused, pay
from confluent_kafka import Consumer, KafkaException, TopicPartition
from letters import DEAD_LETTERS, headers_of, producer, send_on

TOPIC = "payouts-retry"
PAUSES = [0, 0.3, 0.6, 1.2]

running = True


def stop(*_):
    """SIGTERM: the loop ends after the record that it is at."""
    global running
    running = False


class Partition:
    """The record at the head of a partition: how often it was tried, and from when on it may be tried again."""

    def __init__(self):
        self.offset = None
        self.attempts = 0
        self.due = 0.0

    def meet(self, message):
        """A record is at the head; it may have been there before."""
        if message.offset() != self.offset:
            self.offset = message.offset()
            self.attempts = int(headers_of(message)["attempts"])
            self.due = time.monotonic() + PAUSES[self.attempts]

    def failed(self):
        """It was tried once more, in vain."""
        self.attempts += 1
        self.due = time.monotonic() + PAUSES[min(self.attempts, 3)]


def main():
    letters = producer()
    consumer = Consumer({
        "bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"],
        "group.id": "payouts-retry",
        "auto.offset.reset": "earliest",
        "enable.auto.commit": False,
    })
    consumer.subscribe([TOPIC])
    print("subscribed", flush=True)
    heads = {}
    waiting = {}
    try:
        while running:
            for number in [n for n, due in waiting.items() if due <= time.monotonic()]:
                del waiting[number]
                consumer.resume([TopicPartition(TOPIC, number)])
            # poll is called all the time, so that the group sees this member however long a pause is.
            message = consumer.poll(0.05)
            if message is None:
                continue
            if message.error():
                raise KafkaException(message.error())
            head = heads.setdefault(message.partition(), Partition())
            head.meet(message)
            if head.due <= time.monotonic():
                try:
                    pay(json.loads(message.value()))
                    consumer.commit(message=message, asynchronous=False)
                    continue
                except Busy as error:
                    head.failed()
                    last = error
                except Refused as error:
                    send_on(letters, DEAD_LETTERS, message, head.attempts + 1, error)
                    consumer.commit(message=message, asynchronous=False)
                    continue
                if head.attempts == len(PAUSES):
                    send_on(letters, DEAD_LETTERS, message, head.attempts, last)
                    consumer.commit(message=message, asynchronous=False)
                    continue
            place = TopicPartition(TOPIC, message.partition(), message.offset())
            consumer.pause([place])
            consumer.seek(place)
            waiting[message.partition()] = head.due
    finally:
        consumer.close()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    main()
