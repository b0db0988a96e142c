"""Sends a greeting to the topic hello."""

import os
import sys

from confluent_kafka import Producer

producer = Producer({"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"], "client.id": "greeter"})
producer.produce("hello", b"Good morning")
left = producer.flush(10)
print("sent" if left == 0 else "not sent")
sys.exit(left)
