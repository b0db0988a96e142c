"""Sends a greeting to the topic hello, and says where it went."""

import json
import os

from confluent_kafka import Producer

places = []
producer = Producer({"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"], "client.id": "greeter"})
producer.produce(
    "hello",
    b"Good morning",
    on_delivery=lambda error, message: places.append({"partition": message.partition(), "offset": message.offset()}),
)
producer.poll(0)
for place in places:
    print(json.dumps(place))
