"""Enters every event of the topic task-events in the ledger, together with the other workers of its group."""

import json
import os
import signal
import socket
import urllib.request

from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition

TOPIC = "task-events"
BATCH = 20

# What a commit is answered with when the partitions are somebody else's by then, who began at the last one.
TOO_LATE = (
    KafkaError.ILLEGAL_GENERATION,
    KafkaError.UNKNOWN_MEMBER_ID,
    KafkaError.REBALANCE_IN_PROGRESS,
    KafkaError.STALE_MEMBER_EPOCH,
    KafkaError._ASSIGNMENT_LOST,
)

running = True


def stop(*_):
    """SIGTERM: the loop ends after the event that it is at."""
    global running
    running = False


def enter(message):
    """Enters the event in the ledger; returns when the ledger has it."""
    event = json.loads(message.value())
    entry = {"id": event["id"], "partition": message.partition(), "offset": message.offset()}
    request = urllib.request.Request(
        os.environ["LEDGER_URL"], json.dumps(entry).encode(), {"Content-Type": "application/json"}
    )
    urllib.request.urlopen(request, timeout=60).close()


class Position:
    """How far this worker has come in the partitions that it has, where that is not committed yet."""

    def __init__(self):
        self.next = {}
        self.count = 0

    def done(self, message):
        self.next[message.partition()] = message.offset() + 1
        self.count += 1

    def forget(self, partitions):
        for partition in partitions:
            self.next.pop(partition.partition, None)

    def commit(self, consumer):
        """Returns when it is written. With nothing new there is nothing to write."""
        offsets = [TopicPartition(TOPIC, partition, offset) for partition, offset in self.next.items()]
        self.next, self.count = {}, 0
        if not offsets:
            return
        try:
            consumer.commit(offsets=offsets, asynchronous=False)
        except KafkaException as problem:
            if problem.args[0].code() not in TOO_LATE:
                raise
            print("too late to commit:", problem.args[0].name(), flush=True)


def main():
    position = Position()

    def on_revoke(consumer, partitions):
        # The last moment at which this worker may say how far it has come.
        print("gives up", [partition.partition for partition in partitions], flush=True)
        position.commit(consumer)

    def on_lost(_, partitions):
        # They have been somebody else's for a while.
        print("has lost", [partition.partition for partition in partitions], flush=True)
        position.forget(partitions)

    conf = {
        "bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"],
        "group.id": "task-ledger",
        "auto.offset.reset": "earliest",
        "enable.auto.commit": False,
        "session.timeout.ms": 8000,
        "heartbeat.interval.ms": 300,
        "max.poll.interval.ms": 8000,
    }
    if os.environ.get("STATIC") == "yes":
        # Where it runs: that does not change with a restart.
        conf["group.instance.id"] = socket.gethostname()
    consumer = Consumer(conf)
    consumer.subscribe([TOPIC], on_revoke=on_revoke, on_lost=on_lost)
    print("subscribed", flush=True)

    try:
        while running:
            message = consumer.poll(0.2)
            if message is None:
                continue
            if message.error():
                if message.error().code() == KafkaError._MAX_POLL_EXCEEDED:
                    # The last event took too long, and the client has left the group for it. It joins again by itself.
                    continue
                raise KafkaException(message.error())
            enter(message)
            position.done(message)
            if position.count == BATCH:
                position.commit(consumer)
    finally:
        consumer.close()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    main()
