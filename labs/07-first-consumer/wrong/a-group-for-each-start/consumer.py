"""Send an email for every task in the topic task-created, at least once; keep what no email can be made of."""

import json
import os
import signal
import time
import urllib.error
import urllib.request
import uuid

from confluent_kafka import Consumer, KafkaException, Producer

TOPIC = "task-created"
DEAD_LETTERS = "task-created-dlq"

running = True


def stop(*_):
    """SIGTERM: the loop ends after the record that it is at."""
    global running
    running = False


def send_email(task):
    """Hands the email to the email service; returns when the service has taken it, and raises where it has not."""
    email = {"id": task["id"], "subject": f"New task: {task['title']}"}
    request = urllib.request.Request(
        os.environ["EMAIL_URL"], json.dumps(email).encode(), {"Content-Type": "application/json"}
    )
    urllib.request.urlopen(request, timeout=30).close()


def keep(producer, message, cause):
    """Puts the record aside as it was, and returns once it is stored."""
    failed = []
    producer.produce(
        DEAD_LETTERS,
        key=message.key(),
        value=message.value(),
        headers={
            "original-topic": message.topic(),
            "original-partition": str(message.partition()),
            "original-offset": str(message.offset()),
            "error": repr(cause),
        },
        on_delivery=lambda error, _: error and failed.append(error),
    )
    if producer.flush(10) or failed:
        raise RuntimeError(f"{message.key()} is not in {DEAD_LETTERS}: {failed or 'no answer'}")


def handle(producer, message):
    """Returns when nothing is left to do for this record; raises when it must not be passed."""
    for attempt in range(5):
        try:
            send_email(json.loads(message.value()))
            return
        except urllib.error.HTTPError as error:
            # The service is there and is busy: the same record again, and nothing behind it.
            print(f"{message.key().decode()}: {error}, attempt {attempt + 1}", flush=True)
            time.sleep(0.2)
        except (ValueError, KeyError, TypeError) as cause:
            # No attempt will ever make an email of this.
            keep(producer, message, cause)
            return
    raise RuntimeError(f"no email for {message.key().decode()} after 5 attempts")


def main():
    bootstrap = {"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"]}
    producer = Producer({**bootstrap, "acks": "all", "enable.idempotence": True})
    consumer = Consumer({
        **bootstrap,
        "group.id": f"task-notification-{uuid.uuid4()}",
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
            handle(producer, message)
            consumer.commit(message=message, asynchronous=False)
    finally:
        consumer.close()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    main()
