#!/usr/bin/env bash
# Runs one of Kafka's own tools in the stack's broker, as its administrator where the stack is secured.
#
# usage: docker/kafka.sh TOOL [OPTION ...]     (TOOL: topics, for kafka-topics.sh, and so on)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

say() { echo "docker/kafka.sh: $*" >&2; }
known='acls configs consumer-groups get-offsets metadata-quorum topics transactions'
tool=${1:-none}
[[ " $known " == *" $tool "* ]] || { say "tool: $tool (expected: one of ${known// /, })"; exit 2; }
project=${COMPOSE_PROJECT_NAME:-$(sed -n 's/^COMPOSE_PROJECT_NAME=//p' .env)}
broker=$(docker ps -q --filter "label=com.docker.compose.project=$project" --filter label=com.docker.compose.service=kafka)
[[ -n $broker ]] || { say "no broker of the project $project runs here (docker compose up -d starts one)"; exit 1; }
# Not the listener for the host: it names a port that is open there and not here.
connection=(--bootstrap-server localhost:19092)
admin=/etc/kafka/secrets/admin.properties
! docker exec "$broker" test -e "$admin" || connection=(--bootstrap-server localhost:19093 --command-config "$admin")
# Less memory than the broker has.
exec docker exec -e KAFKA_HEAP_OPTS=-Xmx128M "$broker" "/opt/kafka/bin/kafka-$tool.sh" "${connection[@]}" "${@:2}"
