"""Process every order of incoming-orders, a batch a transaction: outputs and offsets count together, or not at all."""

import json
import os
import signal
import time
import urllib.error
import urllib.request

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaException, Producer, TopicPartition

ORDERS = "incoming-orders"
BATCH = 20

running = True


def stop(*_):
    """SIGTERM: the loop ends after what it is at."""
    global running
    running = False


def ask_credit(order):
    """Returns when the customer is good for the order. Raises where the service gives no answer: ask again later."""
    question = {"id": order["id"], "customer": order["customer"]}
    request = urllib.request.Request(
        os.environ["CREDIT_URL"], json.dumps(question).encode(), {"Content-Type": "application/json"}
    )
    urllib.request.urlopen(request, timeout=30).close()


def outputs(order):
    """What an order becomes, as (topic, value). Amounts are whole cents; the tax is 8 %."""
    tax = round(order["net"] * 8 / 100)
    gross = order["net"] + tax
    return [
        ("processed-orders", {"id": order["id"], "net": order["net"], "tax": tax, "gross": gross}),
        ("audit-log", {"id": order["id"], "what": "order processed"}),
        ("ledger-updates", {"id": order["id"], "account": order["customer"], "amount": gross}),
    ]


def next_offsets(messages):
    """Where reading goes on after `messages`: for each partition, the offset after the last of them."""
    last = {(message.topic(), message.partition()): message.offset() for message in messages}
    return [TopicPartition(topic, partition, offset + 1) for (topic, partition), offset in last.items()]


def rewind(consumer):
    """Goes back to what is committed: what was read since then has not happened."""
    for place in consumer.committed(consumer.assignment(), timeout=10):
        if place.offset < 0:
            place.offset = OFFSET_BEGINNING
        consumer.seek(place)


def commit(producer):
    """Commits; an error that can go away by itself is no reason to give the batch up."""
    while True:
        try:
            producer.commit_transaction()
            return
        except KafkaException as problem:
            if not problem.args[0].retriable():
                raise


def process(messages, producer, auditor, consumer):
    """One transaction: the outputs of these orders, and that they are done."""
    lines = []
    producer.begin_transaction()
    try:
        for message in messages:
            order = json.loads(message.value())
            ask_credit(order)
            bill, audit, ledger = outputs(order)
            for topic, value in (bill, ledger):
                producer.produce(topic, key=order["id"], value=json.dumps(value))
            lines.append((audit[0], order["id"], json.dumps(audit[1])))
        producer.send_offsets_to_transaction(next_offsets(messages), consumer.consumer_group_metadata())
        commit(producer)
    except (KafkaException, urllib.error.URLError) as problem:
        print("aborted:", problem, flush=True)
        # A producer that was replaced may not even abort: this raises then, and the program ends.
        producer.abort_transaction()
        rewind(consumer)
        time.sleep(0.2)
        return
    # Now it is certain, and the log may have it.
    for topic, key, line in lines:
        auditor.produce(topic, key=key, value=line)
    auditor.flush()


def main():
    bootstrap = {"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"]}
    producer = Producer({**bootstrap, "transactional.id": f"order-processor-{os.environ['WORKER_ID']}"})
    # Ends what an earlier run under this name has left open, and shuts that run out if it still lives.
    producer.init_transactions()
    auditor = Producer({**bootstrap, "enable.idempotence": True})
    consumer = Consumer({
        **bootstrap,
        "group.id": "order-processors",
        "auto.offset.reset": "earliest",
        "enable.auto.commit": False,
        "isolation.level": "read_committed",
    })
    consumer.subscribe([ORDERS])
    print("subscribed", flush=True)

    try:
        while running:
            messages = consumer.consume(BATCH, timeout=0.5)
            for message in messages:
                if message.error():
                    raise KafkaException(message.error())
            if messages:
                process(messages, producer, auditor, consumer)
    finally:
        consumer.close()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    main()
