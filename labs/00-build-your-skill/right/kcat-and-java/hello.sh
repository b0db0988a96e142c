#!/bin/sh
# At -vvv kcat says where the record was stored.
printf 'Hello, Kafka' | kcat -P -b "$KAFKA_BOOTSTRAP_SERVERS" -t hello -vvv 2>&1 |
    sed -n 's/.*delivered to partition \([0-9]*\) (offset \([0-9]*\)).*/{"partition": \1, "offset": \2}/p'
