"""Publish every task of the file that TASKS_FILE names to the topic task-created."""

import json
import os

from confluent_kafka import Producer

TOPIC = "task-created"


def main():
    producer = Producer({"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"]})

    with open(os.environ["TASKS_FILE"]) as file:
        for line in file:
            task = json.loads(line)
            # To write: publish `task` to TOPIC, with its id as the key, as JSON,
            # with created_at in UTC.

    # To write: for each record that the broker has stored, one line such as
    # {"id": "task-001", "partition": 0, "offset": 0}


if __name__ == "__main__":
    main()
