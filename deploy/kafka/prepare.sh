#!/usr/bin/env bash
# What must be in Kafka before anyone connects: the user's password, and the topics with their partitions.
# Called by docker-compose.yml at every `up`, in the network of the broker; safe to run again.
set -euo pipefail

bin=/opt/kafka/bin
broker=127.0.0.1:9094
user=nabiz
: "${BROKER_PASSWORD:?set BROKER_PASSWORD in .env}"
: "${PARTITIONS:?}"

# By file, not by argument: arguments can be read in the process list.
credentials=$(mktemp)
trap 'rm -f "$credentials"' EXIT
printf 'SCRAM-SHA-512=iterations=8192,password=%s\n' "$BROKER_PASSWORD" > "$credentials"
"$bin/kafka-configs.sh" --bootstrap-server "$broker" --alter \
    --entity-type users --entity-name "$user" --add-config-file "$credentials"

day=86400000
topic() { # name, partitions, days of retention
    "$bin/kafka-topics.sh" --bootstrap-server "$broker" --create --if-not-exists --replication-factor 1 \
        --topic "$1" --partitions "$2" --config "retention.ms=$(($3 * day))"
}
topic voc.feedback.v1 "$PARTITIONS" 7
topic voc.rejected.v1 "$PARTITIONS" 30
topic voc.alerts.v1 "$PARTITIONS" 30
topic voc.insights.v1 "$PARTITIONS" 7
