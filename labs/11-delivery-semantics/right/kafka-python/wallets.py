"""The same work with kafka-python, and marks that are found by the error which a second one raises."""

import json
import os
import signal

import psycopg
from kafka import KafkaConsumer, OffsetAndMetadata

stopped = []
signal.signal(signal.SIGTERM, lambda *_: stopped.append(True))

consumer = KafkaConsumer(
    "payment-events",
    bootstrap_servers=os.environ["KAFKA_BOOTSTRAP_SERVERS"],
    group_id="wallet-service",
    auto_offset_reset="earliest",
    enable_auto_commit=False,
)
# Asked for once before the group is joined, or it is joined twice: the first time nobody knows the partitions.
consumer.partitions_for_topic("payment-events")
db = psycopg.connect(os.environ["DATABASE_URL"])
print("subscribed", flush=True)


def handle(event):
    payment = event["data"]
    try:
        db.execute("INSERT INTO processed VALUES (%s)", (event["event_id"],))
        db.execute(
            "INSERT INTO booking (event_id, payment_id, wallet, cents) VALUES (%s, %s, %s, %s)",
            (event["event_id"], payment["payment_id"], payment["wallet"], payment["cents"]),
        )
        db.execute("UPDATE wallet SET cents = cents + %s WHERE id = %s", (payment["cents"], payment["wallet"]))
        db.commit()
    except psycopg.errors.UniqueViolation:
        db.rollback()


while not stopped:
    # Long: kafka-python 3.0.12 does not end a rejoin that outlasts a poll, and fetches nothing from then on.
    for partition, records in consumer.poll(timeout_ms=3000).items():
        for record in records:
            if stopped:
                break
            handle(json.loads(record.value))
            consumer.commit({partition: OffsetAndMetadata(record.offset + 1, "", -1)})

db.close()
consumer.close()
