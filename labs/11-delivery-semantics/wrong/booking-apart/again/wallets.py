"""Book every payment in the topic payment-events into the wallet database, once."""

import json
import os
import signal

import psycopg
from confluent_kafka import Consumer, KafkaException

TOPIC = "payment-events"
GROUP = "wallet-service"

running = True


def stop(*_):
    """SIGTERM: the loop ends after the record that it is at."""
    global running
    running = False


def book(db, event):
    """Adds the payment to its wallet, unless that has been done; gives back whether it was new."""
    payment = event["data"]
    with db.transaction():
        marked = db.execute(
            "INSERT INTO processed (id) VALUES (%s) ON CONFLICT DO NOTHING", (event["event_id"],)
        )
        if marked.rowcount == 0:
            return False
        db.execute("UPDATE wallet SET cents = cents + %s WHERE id = %s", (payment["cents"], payment["wallet"]))
    return True


def write_down(db, events):
    """The rows of `booking`, many at once."""
    rows = [(e["event_id"], e["data"]["payment_id"], e["data"]["wallet"], e["data"]["cents"]) for e in events]
    with db.transaction(), db.cursor() as cursor:
        cursor.executemany("INSERT INTO booking (event_id, payment_id, wallet, cents) VALUES (%s, %s, %s, %s)", rows)
    events.clear()


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
        new = []  # booked on their wallets, and not written down
        try:
            while running:
                message = consumer.poll(0.2)
                if new and (message is None or len(new) == 20):
                    write_down(db, new)
                if message is None:
                    continue
                if message.error():
                    raise KafkaException(message.error())
                event = json.loads(message.value())
                if book(db, event):
                    new.append(event)
                consumer.commit(message=message, asynchronous=False)
        finally:
            if new:
                write_down(db, new)
            consumer.close()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    main()
