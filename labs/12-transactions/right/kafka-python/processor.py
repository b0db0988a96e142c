"""The same work with kafka-python and httpx: the batch is what a poll gives, and the offsets are where the consumer is."""

import json
import os
import signal

import httpx
from kafka import KafkaConsumer, KafkaProducer, OffsetAndMetadata
from kafka.errors import InvalidProducerEpochError, KafkaError, ProducerFencedError

stopped = []
signal.signal(signal.SIGTERM, lambda *_: stopped.append(True))

bootstrap = os.environ["KAFKA_BOOTSTRAP_SERVERS"]
producer = KafkaProducer(bootstrap_servers=bootstrap, transactional_id="orders." + os.environ["WORKER_ID"])
producer.init_transactions()
consumer = KafkaConsumer(
    "incoming-orders",
    bootstrap_servers=bootstrap,
    group_id="order-processors",
    auto_offset_reset="earliest",
    enable_auto_commit=False,
    isolation_level="read_committed",
)
print("subscribed", flush=True)


def write(record):
    order = json.loads(record.value)
    question = {"id": order["id"], "customer": order["customer"]}
    httpx.post(os.environ["CREDIT_URL"], json=question, timeout=30).raise_for_status()
    tax = round(order["net"] * 0.08)
    gross = order["net"] + tax
    for topic, value in {
        "processed-orders": {"id": order["id"], "net": order["net"], "tax": tax, "gross": gross},
        "audit-log": {"id": order["id"], "what": "order processed"},
        "ledger-updates": {"id": order["id"], "account": order["customer"], "amount": gross},
    }.items():
        producer.send(topic, key=order["id"].encode(), value=json.dumps(value).encode())


try:
    while not stopped:
        # Long: kafka-python 3.0.12 does not end a rejoin that outlasts a poll, and fetches nothing from then on.
        polled = consumer.poll(timeout_ms=3000)
        if not polled:
            continue
        producer.begin_transaction()
        try:
            for records in polled.values():
                for record in records:
                    write(record)
            positions = {p: OffsetAndMetadata(records[-1].offset + 1, "", -1) for p, records in polled.items()}
            producer.send_offsets_to_transaction(positions, consumer.group_metadata())
            producer.commit_transaction()
        except (ProducerFencedError, InvalidProducerEpochError):
            raise
        except (KafkaError, httpx.HTTPError) as problem:
            print("again:", repr(problem), flush=True)
            producer.abort_transaction()
            # What was polled is known: back to the first of each partition.
            for partition, records in polled.items():
                if partition in consumer.assignment():
                    consumer.seek(partition, records[0].offset)
finally:
    consumer.close()
    producer.close(timeout=2)
