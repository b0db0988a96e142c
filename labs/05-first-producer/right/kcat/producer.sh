#!/bin/sh
# One kcat for each task: slow, and every answer is in hand before the next task is sent.
status=0
while IFS= read -r task; do
    id=$(printf '%s' "$task" | jq -r .id)
    created_at=$(date -u -d "$(printf '%s' "$task" | jq -r .created_at)" +%Y-%m-%dT%H:%M:%SZ)
    # At -vvv kcat says where each record was stored; a refused one makes it exit with 1.
    answer=$(printf '%s' "$task" | jq -c --arg utc "$created_at" '.created_at = $utc' |
        kcat -P -b "$KAFKA_BOOTSTRAP_SERVERS" -t task-created -k "$id" -vvv 2>&1)
    if [ $? -eq 0 ]; then
        printf '%s\n' "$answer" |
            sed -n "s/.*delivered to partition \([0-9]*\) (offset \([0-9]*\)).*/{\"id\":\"$id\",\"partition\":\1,\"offset\":\2}/p"
    else
        status=1
        jq -nc --arg id "$id" --arg error "$answer" '{$id, $error}'
    fi
done < "$TASKS_FILE"
exit $status
