#!/usr/bin/env bash
# In a container of Kafka's image: users, topics, and what each user may do with them. Can be run again at any time.
# Environment: BOOTSTRAP (host:port of the brokers' own listener), REPLICAS, PARTITIONS, MAX_IMAGE_BYTES, APPLICATION_ID.
set -euo pipefail

bin=/opt/kafka/bin
secrets=/etc/kafka/secrets
partitions=${PARTITIONS:-6}
replicas=${REPLICAS:-1}
# As SizeLimits counts: an image and its envelope; for what the app writes, a dead letter's headers and framing on top.
image_bytes=$((${MAX_IMAGE_BYTES:-16777216} + 262144))
output_bytes=$((image_bytes + 16384 + 4096))
application=${APPLICATION_ID:-robustdx}
# Its rights to what begins with its name must not reach topics that are others'.
# shellcheck disable=SC2194 # The names are constant, and the patterns are not.
case "medical-images adversarial-alerts out-of-scope-alerts campaign-alerts model-status" in
  "$application-"* | *" $application-"*) echo "application id: $application (expected: no beginning of a topic's name)" >&2; exit 2 ;;
esac

# Many short calls: none lives long enough for a better compiler to pay.
export KAFKA_HEAP_OPTS=-Xmx128M KAFKA_JVM_PERFORMANCE_OPTS='-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto'

admin() { "$bin/$1" --bootstrap-server "${BOOTSTRAP:-kafka:19093}" --command-config "$secrets/admin.properties" "${@:2}"; }

# Prints what a call says only where it fails: it repeats all rights of the topic.
quietly() {
  local said
  said=$("$@" 2>&1 </dev/null) || { echo "$said" >&2; return 1; }
}

# A call is a JVM of its own, mostly starting: four go side by side. The script ends with the first that fails.
calls=()
call() {
  quietly admin "$@" &
  calls+=($!)
  ((${#calls[@]} < 4)) || await_first
}
await_first() {
  wait "${calls[0]}"
  calls=("${calls[@]:1}")
}

# Waits for all calls.
settle() {
  while ((${#calls[@]})); do await_first; done
}

# $1 may do $2 (comma-separated) with the rest.
allow() {
  local user=$1 operations=() operation
  for operation in ${2//,/ }; do operations+=(--operation "$operation"); done
  call kafka-acls.sh --add --allow-principal "User:$user" "${operations[@]}" "${@:3}"
}

# Through a pipe: anybody on the host can read a command's words.
while read -r user password; do
  call kafka-configs.sh --alter --entity-type users --entity-name "$user" --add-config-file <(printf 'SCRAM-SHA-512=password=%s\n' "$password")
done <"$secrets/users"

# Name, setting and partitions of each.
topics=(
  "medical-images max.message.bytes=$image_bytes $partitions"
  "models cleanup.policy=compact 1"
  "model-status cleanup.policy=compact 1"
  "reviews cleanup.policy=compact 1"
  "gateway-taken cleanup.policy=compact 1"
  "fhir cleanup.policy=compact 1"
)
for name in diagnoses diagnoses.shadow adversarial-alerts out-of-scope-alerts campaign-alerts medical-images.dlq; do
  topics+=("$name max.message.bytes=$output_bytes $partitions")
done
for topic in "${topics[@]}"; do
  read -r name _ count <<<"$topic"
  call kafka-topics.sh --create --if-not-exists --topic "$name" --partitions "$count" --replication-factor "$replicas"
done
settle
# After they are made, and not while: topics that were there already take the settings of today.
for topic in "${topics[@]}"; do
  read -r name setting _ <<<"$topic"
  call kafka-configs.sh --alter --entity-type topics --entity-name "$name" --add-config "$setting"
done

outputs=(--topic diagnoses --topic adversarial-alerts --topic out-of-scope-alerts --topic campaign-alerts --topic medical-images.dlq)
allow app Read,Describe,DescribeConfigs --topic medical-images
allow app Write,Describe,DescribeConfigs "${outputs[@]}"
allow app Write,Describe --topic diagnoses.shadow
# Which model it is to run, and what it and its other instances made of that.
allow app Read,Describe --topic models
allow app Read,Write,Describe --topic model-status
# Kafka Streams' own topics carry the application's name, and so do its transactions; it deletes what it has read of them.
allow app Create,Read,Write,Describe,DescribeConfigs,Delete --topic "$application-" --resource-pattern-type prefixed
allow app Write,Describe --transactional-id "$application-" --resource-pattern-type prefixed
allow app Read,Describe --group "$application"

# Who publishes checks first that all topics are there and large enough, and reads none.
allow publisher Write --topic medical-images
allow publisher Describe,DescribeConfigs --topic medical-images "${outputs[@]}"

allow watcher Read,Describe --topic diagnoses --topic diagnoses.shadow --topic adversarial-alerts --topic out-of-scope-alerts --topic campaign-alerts --topic medical-images.dlq

# Who announces models dates each after those before, and sees what became of it. No other user writes there.
allow announcer Read,Write,Describe --topic models
allow announcer Read,Describe --topic model-status

# Who works on dead letters reads them, notes which were sent again, and sends them again, both in one transaction.
allow operator Read,Describe --topic medical-images.dlq
allow operator Create,Read,Write,Describe --topic medical-images.dlq.replays
allow operator Write,Describe --topic medical-images
allow operator Write,Describe --transactional-id medical-images.dlq.replays

# Who reviews sees what an alert is about, and writes decisions alone.
allow reviewer Read,Describe --topic medical-images --topic diagnoses --topic adversarial-alerts --topic out-of-scope-alerts --topic campaign-alerts
allow reviewer Read,Write,Describe --topic reviews

# The gateway writes images and what it took of them in one transaction, and reads what became of them. Its transactions and its groups carry its name.
allow gateway Write,Describe --topic medical-images
allow gateway Read,Write,Describe --topic gateway-taken
allow gateway Read,Describe --topic diagnoses --topic adversarial-alerts
allow gateway Write,Describe --topic fhir
allow gateway Write,Describe --transactional-id robustdx-gateway- --resource-pattern-type prefixed
allow gateway Read,Describe --group robustdx-gateway- --resource-pattern-type prefixed
# How many images wait for the app.
allow gateway Describe --group "$application"

# Apicurio makes topics of its own, and is a group of its own at each start.
allow registry Create,Read,Write,Describe,DescribeConfigs --topic kafkasql-journal --topic kafkasql-snapshots --topic registry-events
allow registry Read,Describe --group apicurio- --resource-pattern-type prefixed

settle
echo "users, topics and their rights: done"
