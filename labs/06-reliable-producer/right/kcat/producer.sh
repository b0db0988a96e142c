#!/bin/sh
# kcat does not say which record was refused. So whatever could be refused is sent by itself, in its place.
# -E: a lost connection is no reason to give up, the client has its own retries.
set -e
send() { # send TOPIC OPTION...: key, tab, value on standard input
    topic=$1; shift
    kcat -E -P -b "$KAFKA_BOOTSTRAP_SERVERS" -t "$topic" -K '	' -X acks=all -X enable.idempotence=true "$@"
}

record='[.task_id, tojson] | join("\t")'
total=$(wc -l < "$EVENTS_FILE")
from=1
for large in $(jq -r 'select((tojson | utf8bytelength) > 8000) | input_line_number' "$EVENTS_FILE") $((total + 1)); do
    # All up to the next large one, in batches that stay below the topic's limit.
    if [ "$large" -gt "$from" ]; then
        sed -n "${from},$((large - 1))p" "$EVENTS_FILE" | jq -r "$record" | send task-events -X batch.size=8000
    fi
    from=$((large + 1))
    [ "$large" -le "$total" ] || break

    one=$(sed -n "${large}p" "$EVENTS_FILE" | jq -r "$record")
    if answer=$(printf '%s\n' "$one" | send task-events 2>&1); then continue; fi
    case $answer in
    *"Message size too large"*)
        printf '%s\n' "$one" | send dead-letter-queue \
            -H original-topic=task-events -H error-code=10 -H "error=Broker: Message size too large" ;;
    *)
        printf '%s\n' "$answer" >&2
        exit 1 ;;
    esac
done
