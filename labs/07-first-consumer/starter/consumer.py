"""Send an email for every task in the topic task-created."""

import json
import os
import signal
import urllib.request

from confluent_kafka import Consumer

TOPIC = "task-created"

running = True


def stop(*_):
    """SIGTERM: the loop ends after the record that it is at."""
    global running
    running = False


def send_email(task):
    """Hands the email to the email service; returns when the service has taken it, and raises where it has not."""
    email = {"id": task["id"], "subject": f"New task: {task['title']}"}
    request = urllib.request.Request(
        os.environ["EMAIL_URL"], json.dumps(email).encode(), {"Content-Type": "application/json"}
    )
    urllib.request.urlopen(request, timeout=30).close()


def main():
    consumer = Consumer({
        "bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"],
        "group.id": "task-notification-service",
    })
    consumer.subscribe([TOPIC])
    print("subscribed", flush=True)

    while running:
        message = consumer.poll(0.5)
        if message is None:
            continue
        print("read", message.key(), flush=True)
        # To write: send the email, and mark the record as done when it is done.


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    main()
