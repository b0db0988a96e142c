"""Bills, audit and ledger of every order, and its offset, in one transaction for what a poll brings together."""

import http.client
import json
import os
import signal
import sys
import time
from urllib.parse import urlsplit

from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition

CREDIT = urlsplit(os.environ["CREDIT_URL"])
KAFKA = {"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"]}


class NoAnswer(Exception):
    """The credit service has not answered the question."""


def check_credit(order):
    connection = http.client.HTTPConnection(CREDIT.netloc, timeout=30)
    body = json.dumps({"id": order["id"], "customer": order["customer"]})
    connection.request("POST", CREDIT.path or "/", body, {"Content-Type": "application/json"})
    status = connection.getresponse().status
    connection.close()
    if status >= 500:
        raise NoAnswer(f"{order['id']}: {status}")


class Batch:
    """Orders in the order of their partitions, and where the batch begins and ends in each."""

    def __init__(self, messages):
        self.orders = [json.loads(message.value()) for message in messages]
        self.begins, self.ends = {}, {}
        for message in messages:
            place = (message.topic(), message.partition())
            self.begins.setdefault(place, message.offset())
            self.ends[place] = message.offset() + 1

    def places(self, offsets):
        return [TopicPartition(topic, partition, offset) for (topic, partition), offset in offsets.items()]


class Processor:
    def __init__(self, worker):
        self.stopped = False
        self.producer = Producer({**KAFKA, "transactional.id": "processor." + worker})
        self.producer.init_transactions(30)
        self.consumer = Consumer({
            **KAFKA,
            "group.id": "order-processors",
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
        })
        self.consumer.subscribe(["incoming-orders"])

    def run(self):
        while not self.stopped:
            messages = self.consumer.consume(15, 0.3)
            for message in messages:
                if message.error():
                    raise KafkaException(message.error())
            if messages:
                self.handle(Batch(messages))

    def handle(self, batch):
        try:
            self.transact(batch)
        except NoAnswer as problem:
            self.again(batch, problem)
        except KafkaException as problem:
            if not problem.args[0].txn_requires_abort():
                raise
            self.again(batch, problem)

    def transact(self, batch):
        self.producer.begin_transaction()
        for order in batch.orders:
            self.write(order)
        self.producer.flush()
        # Whoever is not good for an order has the whole batch taken back.
        for order in batch.orders:
            check_credit(order)
        metadata = self.consumer.consumer_group_metadata()
        self.producer.send_offsets_to_transaction(batch.places(batch.ends), metadata)
        self.producer.commit_transaction()

    def write(self, order):
        tax = (order["net"] * 8 + 50) // 100
        bill = {"id": order["id"], "net": order["net"], "tax": tax, "gross": order["net"] + tax}
        entry = {"id": order["id"], "account": order["customer"], "amount": bill["gross"]}
        self.producer.produce("processed-orders", json.dumps(bill), order["id"])
        self.producer.produce("audit-log", json.dumps({"id": order["id"], "what": "order processed"}), order["id"])
        self.producer.produce("ledger-updates", json.dumps(entry), order["id"])

    def again(self, batch, problem):
        print("once more:", problem, file=sys.stderr, flush=True)
        self.producer.abort_transaction()
        time.sleep(0.1)


def main():
    processor = Processor(os.environ["WORKER_ID"])
    signal.signal(signal.SIGTERM, lambda *_: setattr(processor, "stopped", True))
    print("subscribed", flush=True)
    try:
        processor.run()
    finally:
        processor.consumer.close()


main()
