"""Sends the emails of a batch, and commits once for it. Where one of them fails, all of the batch is done again."""

import json
import os
import signal
import time
import urllib.error
import urllib.request

from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition

servers = {"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"]}
stopped = []
signal.signal(signal.SIGTERM, lambda *_: stopped.append(True))


def checked(messages):
    for message in messages:
        if message.error():
            raise KafkaException(message.error())
    return messages


def next_batch(consumer):
    """Everything that comes until half a second passes without a record."""
    batch = []
    while more := checked(consumer.consume(100, timeout=0.5)):
        batch += more
    return batch


def email_of(message):
    task = json.loads(message.value())
    return {"id": task["id"], "subject": task["title"]}


def is_sent(email):
    call = urllib.request.Request(
        os.environ["EMAIL_URL"], json.dumps(email).encode(), {"Content-Type": "application/json"}
    )
    try:
        urllib.request.urlopen(call, timeout=30).close()
    except urllib.error.HTTPError:
        return False
    return True


def put_aside(producer, message, why):
    answers = []
    producer.produce(
        "task-created-dlq",
        message.value(),
        message.key(),
        headers={
            "original-topic": message.topic(),
            "original-partition": str(message.partition()),
            "original-offset": str(message.offset()),
            "error": str(why),
        },
        on_delivery=lambda error, _: answers.append(error),
    )
    producer.flush(10)
    if answers != [None]:
        raise RuntimeError(f"not in the dead-letter topic: {answers}")


def is_done(producer, message):
    try:
        email = email_of(message)
    except (ValueError, KeyError) as why:
        put_aside(producer, message, f"{type(why).__name__}: {why}")
        return True
    return is_sent(email)


def places(batch, choose, step):
    """For each partition of the batch its first or last offset."""
    offsets = {}
    for message in batch:
        offsets.setdefault((message.topic(), message.partition()), []).append(message.offset())
    return [TopicPartition(topic, partition, choose(of) + step) for (topic, partition), of in offsets.items()]


def main():
    producer = Producer({**servers, "acks": "all"})
    consumer = Consumer({
        **servers, "group.id": "task-notification-service", "auto.offset.reset": "earliest", "enable.auto.commit": False
    })
    # What comes is shown on a screen in the office. Nothing is lost with it, so it has no bookmark.
    screen = Consumer({
        **servers, "group.id": "office-screen", "auto.offset.reset": "latest", "enable.auto.commit": False
    })
    consumer.subscribe(["task-created"])
    screen.subscribe(["task-created"])
    print("subscribed", flush=True)
    while not stopped:
        for message in checked(screen.consume(100, timeout=0)):
            print("new:", message.key().decode(), flush=True)
        batch = next_batch(consumer)
        results = [is_done(producer, message) for message in batch]
        if not all(results):
            for place in places(batch, min, 0):
                consumer.seek(place)
            time.sleep(0.1)
        elif batch:
            consumer.commit(offsets=places(batch, max, 1), asynchronous=False)
    consumer.close()
    screen.close()


main()
