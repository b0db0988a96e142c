"""Handle every event once in its effect: mark and work in one database transaction, the offset after it."""

import json
import os
import signal

import psycopg
from confluent_kafka import Consumer, KafkaException

running = True


def stop(*_):
    """SIGTERM: the loop ends after the record that it is at."""
    global running
    running = False


def once(db, event, work):
    """Does `work(db, event)` unless the event has been handled; both are stored, or neither, when this returns."""
    with db.transaction():
        marked = db.execute(
            "INSERT INTO processed (id) VALUES (%s) ON CONFLICT DO NOTHING", (event["event_id"],)
        )
        if marked.rowcount == 1:
            work(db, event)


def consume(topic, group, work):
    """Hands every event of the topic to `work`, which writes to the database `db` and to nothing else."""
    consumer = Consumer({
        "bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"],
        "group.id": group,
        "auto.offset.reset": "earliest",
        "enable.auto.commit": False,
    })
    consumer.subscribe([topic])
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as db:
        db.execute("CREATE TABLE IF NOT EXISTS processed (id text PRIMARY KEY, at timestamptz DEFAULT now())")
        try:
            while running:
                message = consumer.poll(0.5)
                if message is None:
                    continue
                if message.error():
                    raise KafkaException(message.error())
                once(db, json.loads(message.value()), work)
                # New or repeated: it is done.
                consumer.commit(message=message, asynchronous=False)
        finally:
            consumer.close()


signal.signal(signal.SIGTERM, stop)
