"""Sends a greeting to the topic hello, and says where it went."""

import json
import os

from confluent_kafka import Producer

sent = 0
producer = Producer({"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"], "client.id": "greeter"})
for greeting in ["Good morning"]:
    producer.produce("hello", greeting.encode())
    sent += 1
    print(json.dumps({"offset": sent, "partition": 0}))
producer.flush(10)
