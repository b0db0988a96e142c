"""Book every payment once, and keep in the database how far each partition is: after a restart that decides."""

import json
import os
import signal

import psycopg
from confluent_kafka import Consumer, KafkaException, TopicPartition

TOPIC = "payment-events"

running = True


def stop(*_):
    """SIGTERM: the loop ends after the record that it is at."""
    global running
    running = False


def prepare(db):
    """The program's own tables."""
    db.execute("CREATE TABLE IF NOT EXISTS progress (part int PRIMARY KEY, next bigint NOT NULL)")
    db.execute("CREATE UNIQUE INDEX IF NOT EXISTS one_booking ON booking (event_id)")
    db.execute("INSERT INTO progress SELECT part, 0 FROM generate_series(0, 2) AS part ON CONFLICT DO NOTHING")


def go_on(db):
    """What a consumer does with its partitions: it goes on where the database says, whatever Kafka knows."""

    def assigned(consumer, partitions):
        known = dict(db.execute("SELECT part, next FROM progress").fetchall())
        for place in partitions:
            if place.partition in known:
                place.offset = known[place.partition]
        consumer.assign(partitions)
        # What a crash kept from Kafka, for whoever watches the lag.
        behind = [TopicPartition(TOPIC, part, known[part]) for part in (p.partition for p in partitions) if known.get(part)]
        if behind:
            consumer.commit(offsets=behind, asynchronous=False)

    return assigned


def book(db, message):
    """Books the payment and moves on, in one transaction; a repeat of an event only moves on."""
    event = json.loads(message.value())
    payment = event["data"]
    with db.transaction():
        booked = db.execute(
            "INSERT INTO booking (event_id, payment_id, wallet, cents) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (event_id) DO NOTHING",
            (event["event_id"], payment["payment_id"], payment["wallet"], payment["cents"]),
        )
        if booked.rowcount:
            db.execute("UPDATE wallet SET cents = cents + %s WHERE id = %s", (payment["cents"], payment["wallet"]))
        db.execute(
            "INSERT INTO progress (part, next) VALUES (%s, %s) ON CONFLICT (part) DO UPDATE SET next = EXCLUDED.next",
            (message.partition(), message.offset() + 1),
        )


def main():
    consumer = Consumer({
        "bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"],
        "group.id": "wallet-service",
        "auto.offset.reset": "earliest",
        "enable.auto.commit": False,
    })
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as db:
        prepare(db)
        consumer.subscribe([TOPIC], on_assign=go_on(db))
        print("subscribed", flush=True)
        try:
            while running:
                message = consumer.poll(0.5)
                if message is None:
                    continue
                if message.error():
                    raise KafkaException(message.error())
                book(db, message)
                # For the lag only; this program does not read it.
                place = TopicPartition(message.topic(), message.partition(), message.offset() + 1)
                consumer.commit(offsets=[place], asynchronous=True)
        finally:
            consumer.close()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    main()
