"""Tries again, with growing pauses, what the topic payouts-retry holds; gives up after the fourth attempt."""

import os
import signal

from confluent_kafka import Consumer, KafkaException

TOPIC = "payouts-retry"
GROUP = "payouts-retry"

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
            print("waits:", message.key().decode(), flush=True)
            # To write: try it until it is paid, refused, or tried four times in all; then mark it as done.
    finally:
        consumer.close()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    main()
