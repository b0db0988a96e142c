"""Sends an email for each task of task-created, in the group task-notification-service."""

import http.client
import json
import os
import signal
from urllib.parse import urlsplit

from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition

EMAIL = urlsplit(os.environ["EMAIL_URL"])


class Busy(Exception):
    """The email service asks to come back later."""


def post(email):
    connection = http.client.HTTPConnection(EMAIL.netloc, timeout=30)
    try:
        connection.request("POST", EMAIL.path or "/", json.dumps(email), {"Content-Type": "application/json"})
        status = connection.getresponse().status
    finally:
        connection.close()
    if status != 200:
        raise Busy(f"status {status}")


class Notifier:
    def __init__(self, bootstrap):
        self.stopped = False
        self.undone = []
        self.dead_letters = Producer({"bootstrap.servers": bootstrap, "enable.idempotence": True})
        self.consumer = Consumer({
            "bootstrap.servers": bootstrap,
            "group.id": "task-notification-service",
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
        })
        self.consumer.subscribe(["task-created"])

    def run(self):
        while not self.stopped:
            record = self.consumer.poll(0.25)
            if record is not None:
                self.take(record)
            elif self.undone:
                self.work(self.undone.pop(0))
        self.consumer.close()

    def take(self, record):
        if record.error():
            raise KafkaException(record.error())
        self.work(record)
        self.done(record)

    def work(self, record):
        try:
            task = json.loads(record.value())
            email = {"id": task["id"], "subject": task["title"]}
        except (ValueError, KeyError) as why:
            self.put_aside(record, why)
            return
        try:
            post(email)
        except Busy as busy:
            print(email["id"], busy, flush=True)
            self.undone.append(record)

    def put_aside(self, record, why):
        headers = [
            ("original-topic", record.topic()),
            ("original-partition", str(record.partition())),
            ("original-offset", str(record.offset())),
            ("error", type(why).__name__),
        ]
        self.dead_letters.produce("task-created-dlq", record.value(), record.key(), headers=headers)
        self.dead_letters.flush()

    def done(self, record):
        after = TopicPartition(record.topic(), record.partition(), record.offset() + 1)
        self.consumer.commit(offsets=[after], asynchronous=False)


notifier = Notifier(os.environ["KAFKA_BOOTSTRAP_SERVERS"])


def stop(*_):
    notifier.stopped = True


signal.signal(signal.SIGTERM, stop)
print("subscribed", flush=True)
notifier.run()
