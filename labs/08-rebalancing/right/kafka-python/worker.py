"""The same work with kafka-python and httpx."""

import json
import os
import signal

import httpx
from kafka import ConsumerRebalanceListener, KafkaConsumer, OffsetAndMetadata, TopicPartition
from kafka.errors import CommitFailedError, IllegalGenerationError, RebalanceInProgressError, UnknownMemberIdError

stopped = []
signal.signal(signal.SIGTERM, lambda *_: stopped.append(True))

consumer = KafkaConsumer(
    bootstrap_servers=os.environ["KAFKA_BOOTSTRAP_SERVERS"],
    group_id="task-ledger",
    group_instance_id=os.environ["WORKER_ID"] if os.environ.get("STATIC") == "yes" else None,
    auto_offset_reset="earliest",
    enable_auto_commit=False,
    session_timeout_ms=6000,
    heartbeat_interval_ms=300,
    max_poll_interval_ms=6000,
    max_poll_records=1,
)
done = {}


def commit():
    offsets = {TopicPartition("task-events", p): OffsetAndMetadata(offset, "", -1) for p, offset in done.items()}
    done.clear()
    try:
        if offsets:
            consumer.commit(offsets)
    except (CommitFailedError, IllegalGenerationError, RebalanceInProgressError, UnknownMemberIdError) as late:
        print("too late to commit:", late, flush=True)


class Listener(ConsumerRebalanceListener):
    def on_partitions_revoked(self, revoked):
        commit()

    def on_partitions_assigned(self, assigned):
        pass

    def on_partitions_lost(self, lost):
        done.clear()


consumer.subscribe(["task-events"], listener=Listener())
print("subscribed", flush=True)

entered = 0
with httpx.Client(timeout=60) as ledger:
    while not stopped:
        for records in consumer.poll(timeout_ms=200).values():
            for record in records:
                event = json.loads(record.value)
                entry = {"id": event["id"], "partition": record.partition, "offset": record.offset}
                ledger.post(os.environ["LEDGER_URL"], json=entry)
                done[record.partition] = record.offset + 1
                entered += 1
                if entered % 20 == 0:
                    commit()
commit()
consumer.close()
