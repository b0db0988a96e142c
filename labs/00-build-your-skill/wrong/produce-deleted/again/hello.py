"""Sends the greetings that stand on the command line to the topic hello."""

import json
import os
import sys

from confluent_kafka import Producer


def told(error, message):
    print(json.dumps({"partition": message.partition(), "offset": message.offset()}))


producer = Producer({"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"], "on_delivery": told})
for greeting in sys.argv[1:]:
    producer.produce("hello", greeting.encode())
producer.flush(10)
