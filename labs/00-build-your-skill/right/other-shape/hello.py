"""Polls until the record is reported, and prints its place by hand."""

import os
import sys

from confluent_kafka import KafkaException, Producer

places = []


def note(error, message):
    if error is not None:
        raise KafkaException(error)
    places.append((message.partition(), message.offset()))


producer = Producer({"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"], "on_delivery": note})
producer.produce("hello", "Hello from the library".encode(), key=b"desk")
# A line that says nothing of a place.
print('{"queued": %d}' % len(producer))
while not places:
    producer.poll(0.1)

print("stored", file=sys.stderr)
print('{"offset": %d, "partition": %d}' % (places[0][1], places[0][0]))
