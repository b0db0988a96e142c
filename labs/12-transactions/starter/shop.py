"""Given: the shop. It places orders in transactions of its own, and takes some back before they count.

The orders of WITHDRAWN_FILE are written between the two halves of ORDERS_FILE, and then aborted: they stay in the log
of incoming-orders, and nobody has placed them.
"""

import json
import os

from confluent_kafka import Producer


def lines(variable):
    with open(os.environ[variable], encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def main():
    shop = Producer({"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"], "transactional.id": "shop"})
    shop.init_transactions(20)

    def write(orders):
        shop.begin_transaction()
        for order in orders:
            shop.produce("incoming-orders", key=order["id"], value=json.dumps(order))
        shop.flush(20)

    orders = lines("ORDERS_FILE")
    half = len(orders) // 2
    write(orders[:half])
    shop.commit_transaction(20)
    write(lines("WITHDRAWN_FILE"))
    shop.abort_transaction(20)
    write(orders[half:])
    shop.commit_transaction(20)


if __name__ == "__main__":
    main()
