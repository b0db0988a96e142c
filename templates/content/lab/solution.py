"""‹What the program does.›"""

import json
import os
import sys

from confluent_kafka import Producer

TOPIC = "%topic%"


def main():
    producer = Producer({"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"]})
    refused = []

    def delivered(error, message):
        if error is not None:
            refused.append(error)

    with open(os.environ["ENTRIES_FILE"], encoding="utf-8") as entries:
        for entry in map(json.loads, entries):
            producer.produce(TOPIC, key=entry["id"], value=json.dumps(entry), on_delivery=delivered)
    left = producer.flush(10)
    if refused or left:
        sys.exit(f"{len(refused)} refused, {left} not answered")


if __name__ == "__main__":
    main()
