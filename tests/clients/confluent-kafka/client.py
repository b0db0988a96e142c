"""Sends what comes on standard input, or prints what it reads: lines of a key, a tab and a value.

    client.py produce  BOOTSTRAP TOPIC
    client.py transact BOOTSTRAP TOPIC              commits the first half, aborts the second
    client.py consume  BOOTSTRAP TOPIC GROUP COUNT
    client.py consume-848 …                         the same as a member of the new kind of group (KIP-848)

SETTINGS (JSON) is added to the client's settings.
"""

import json
import os
import sys

from confluent_kafka import Consumer, Producer

do, bootstrap, topic, *rest = sys.argv[1:]
settings = {"bootstrap.servers": bootstrap} | json.loads(os.environ.get("SETTINGS", "{}"))


def lines():
    return [line.rstrip("\n").split("\t") for line in sys.stdin]


def send(producer, records):
    failed = []
    for key, value in records:
        producer.produce(topic, key=key, value=value, on_delivery=lambda error, _: error and failed.append(error))
    if producer.flush(20) or failed:
        sys.exit(f"not delivered: {failed}")


if do == "produce":
    send(Producer(settings), lines())
elif do == "transact":
    producer = Producer(settings | {"transactional.id": "writer"})
    producer.init_transactions(20)
    records = lines()
    half = len(records) // 2
    producer.begin_transaction()
    send(producer, records[:half])
    producer.commit_transaction(20)
    producer.begin_transaction()
    send(producer, records[half:])
    producer.abort_transaction(20)
else:
    group, count = rest
    settings |= {"group.id": group, "auto.offset.reset": "earliest"}
    if do == "consume-848":
        settings["group.protocol"] = "consumer"
    consumer = Consumer(settings)
    consumer.subscribe([topic])
    for _ in range(int(count)):
        message = consumer.poll(20)
        if message is None or message.error():
            sys.exit(f"no record: {message and message.error()}")
        print(message.key().decode(), message.value().decode(), sep="\t")
    consumer.commit(asynchronous=False)
    consumer.close()
