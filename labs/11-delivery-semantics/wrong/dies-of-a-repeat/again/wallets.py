"""Book every payment in the topic payment-events into the wallet database, once."""

import json
import os
import signal
from functools import cache

import psycopg
from confluent_kafka import Consumer, KafkaException

TOPIC = "payment-events"
GROUP = "wallet-service"

running = True


def stop(*_):
    """SIGTERM: the loop ends after the record that it is at."""
    global running
    running = False


class Ledger:
    """The database. It has one booking of an event: a unique index sees to that."""

    def __init__(self, db):
        self.db = db
        db.execute("CREATE UNIQUE INDEX IF NOT EXISTS once ON booking (event_id)")

    @cache
    def book(self, event_id, payment_id, wallet, cents):
        """Books a payment; asked for the same one again, it does nothing."""
        with self.db.transaction():
            self.db.execute(
                "INSERT INTO booking (event_id, payment_id, wallet, cents) VALUES (%s, %s, %s, %s)",
                (event_id, payment_id, wallet, cents),
            )
            self.db.execute("UPDATE wallet SET cents = cents + %s WHERE id = %s", (cents, wallet))


def book(ledger, event):
    """Books the payment of an event."""
    payment = event["data"]
    ledger.book(event["event_id"], payment["payment_id"], payment["wallet"], payment["cents"])


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
        ledger = Ledger(db)
        try:
            while running:
                message = consumer.poll(0.5)
                if message is None:
                    continue
                if message.error():
                    raise KafkaException(message.error())
                book(ledger, json.loads(message.value()))
                consumer.commit(message=message, asynchronous=False)
        finally:
            consumer.close()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    main()
