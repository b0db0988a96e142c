"""The same work with kafka-python and httpx."""

import json
import os
import signal

import httpx
from kafka import AsyncConsumerRebalanceListener, KafkaConsumer, OffsetAndMetadata, TopicPartition
from kafka.errors import CommitFailedError, IllegalGenerationError, RebalanceInProgressError, UnknownMemberIdError

stopped = []
signal.signal(signal.SIGTERM, lambda *_: stopped.append(True))

consumer = KafkaConsumer(
    bootstrap_servers=os.environ["KAFKA_BOOTSTRAP_SERVERS"],
    group_id="task-ledger",
    group_instance_id=os.environ["WORKER_ID"] if os.environ.get("STATIC") == "yes" else None,
    auto_offset_reset="earliest",
    enable_auto_commit=False,
    session_timeout_ms=8000,
    heartbeat_interval_ms=300,
    max_poll_interval_ms=8000,
    max_poll_records=1,
)
done = {}
TOO_LATE = (CommitFailedError, IllegalGenerationError, RebalanceInProgressError, UnknownMemberIdError)


def taken():
    """What is to be committed, which is then no longer this worker's concern."""
    offsets = {TopicPartition("task-events", p): OffsetAndMetadata(offset, "", -1) for p, offset in done.items()}
    done.clear()
    return offsets


def commit():
    if offsets := taken():
        try:
            consumer.commit(offsets)
        except TOO_LATE as late:
            print("too late to commit:", late, flush=True)


class Listener(AsyncConsumerRebalanceListener):
    """Called on the client's own thread, which must not be blocked: so it awaits the answer."""

    async def on_partitions_revoked(self, revoked):
        if offsets := taken():
            try:
                await consumer.commit_async(offsets)
            except TOO_LATE as late:
                print("too late to commit:", late, flush=True)

    async def on_partitions_assigned(self, assigned):
        pass

    async def on_partitions_lost(self, lost):
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
