"""Write one record to the topic hello, and print where it stands."""

import json
import os

from confluent_kafka import Producer


def show(error, message):
    if error is not None:
        print(json.dumps({"error": error.str()}))
    else:
        print(json.dumps({"partition": message.partition(), "offset": message.offset()}))


def main():
    producer = Producer({"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"]})
    producer.produce("hello", value="Hello, Kafka", on_delivery=show)
    producer.flush()


main()
