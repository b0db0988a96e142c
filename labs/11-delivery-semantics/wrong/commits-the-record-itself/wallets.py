"""Book every payment in the topic payment-events into the wallet database, once."""

import json
import os
import signal

import psycopg
from confluent_kafka import Consumer, KafkaException, TopicPartition

TOPIC = "payment-events"
GROUP = "wallet-service"

running = True


def stop(*_):
    """SIGTERM: the loop ends after the record that it is at."""
    global running
    running = False


def book(db, event):
    """Books the payment, unless its event has been booked; returns when the database has stored that."""
    payment = event["data"]
    # The mark and the work in one transaction: after a crash there are both, or there is neither.
    with db.transaction():
        marked = db.execute(
            "INSERT INTO processed (id) VALUES (%s) ON CONFLICT DO NOTHING", (event["event_id"],)
        )
        if marked.rowcount == 0:
            return
        db.execute(
            "INSERT INTO booking (event_id, payment_id, wallet, cents) VALUES (%s, %s, %s, %s)",
            (event["event_id"], payment["payment_id"], payment["wallet"], payment["cents"]),
        )
        db.execute("UPDATE wallet SET cents = cents + %s WHERE id = %s", (payment["cents"], payment["wallet"]))


def main():
    consumer = Consumer({
        "bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"],
        "group.id": GROUP,
        "auto.offset.reset": "earliest",
        "enable.auto.commit": False,
    })
    consumer.subscribe([TOPIC])
    print("subscribed", flush=True)

    # autocommit: a transaction is what `with db.transaction()` encloses, and nothing else is one.
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as db:
        try:
            while running:
                message = consumer.poll(0.5)
                if message is None:
                    continue
                if message.error():
                    raise KafkaException(message.error())
                book(db, json.loads(message.value()))
                # Kafka is told which record was the last.
                done = TopicPartition(message.topic(), message.partition(), message.offset())
                consumer.commit(offsets=[done], asynchronous=False)
        finally:
            consumer.close()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    main()
