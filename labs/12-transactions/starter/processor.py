"""Process every order of incoming-orders: its bill, a line for the auditors, and what it adds to the ledger."""

import json
import os
import signal
import urllib.request

from confluent_kafka import Consumer, KafkaException, Producer

ORDERS = "incoming-orders"

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


def main():
    bootstrap = {"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"]}
    producer = Producer({**bootstrap, "acks": "all", "enable.idempotence": True})
    consumer = Consumer({
        **bootstrap,
        "group.id": "order-processors",
        "auto.offset.reset": "earliest",
        "enable.auto.commit": False,
    })
    consumer.subscribe([ORDERS])
    print("subscribed", flush=True)

    try:
        while running:
            message = consumer.poll(0.5)
            if message is None:
                continue
            if message.error():
                raise KafkaException(message.error())
            order = json.loads(message.value())
            ask_credit(order)
            for topic, value in outputs(order):
                producer.produce(topic, key=order["id"], value=json.dumps(value))
            producer.flush(10)
            # To change: a crash between these three records, or between them and this commit, is seen by everybody.
            consumer.commit(message=message, asynchronous=False)
    finally:
        consumer.close()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    main()
