"""Hands every payout in the topic payouts to the bank. What cannot be paid now goes to the retry topic."""

import json
import os
import signal
import time

from bank import Busy, Refused, pay
from confluent_kafka import Consumer, KafkaException, TopicPartition
from letters import DEAD_LETTERS, RETRY, producer, send_on
from waiting import Waiting

TOPIC = "payouts"
GROUP = "payouts"

running = True


def stop(*_):
    """SIGTERM: the loop ends after the record that it is at."""
    global running
    running = False


def handle(consumer, letters, waiting, message):
    """Returns when this program has nothing left to do for the payout: it is paid, waits, or is given up."""
    if waiting.has(message.key()):
        # Not tried: an earlier payout of this wallet waits, and this one goes behind it.
        send_on(letters, RETRY, message, 0, "an earlier payout of this wallet waits")
        return True
    try:
        pay(json.loads(message.value()))
    except Busy:
        # Back to this record: Kafka gives it again.
        time.sleep(0.3)
        consumer.seek(TopicPartition(message.topic(), message.partition(), message.offset()))
        return False
    except Refused as error:
        send_on(letters, DEAD_LETTERS, message, 1, error)
    return True


def main():
    letters = producer()
    waiting = Waiting()
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
            if handle(consumer, letters, waiting, message):
                consumer.commit(message=message, asynchronous=False)
    finally:
        waiting.close()
        consumer.close()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    main()
