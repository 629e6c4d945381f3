#!/usr/bin/env bash
# Starts Kafka: formats the disk the first time, then becomes the server. Called by docker-compose.yml.
set -euo pipefail

bin=/opt/kafka/bin
configuration=/etc/nabiz/kafka/server.properties
: "${KAFKA_CLUSTER_ID:?set KAFKA_CLUSTER_ID in .env}"

# A disk that belongs to another cluster id is refused here, loudly, instead of counting its offsets as ours.
"$bin/kafka-storage.sh" format --ignore-formatted --cluster-id="$KAFKA_CLUSTER_ID" --config "$configuration"
exec "$bin/kafka-server-start.sh" "$configuration"
