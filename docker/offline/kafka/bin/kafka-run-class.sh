#!/usr/bin/env bash
# Runs a class of Kafka's: CLASS [ARGUMENTS].
read -ra options <<<"${KAFKA_HEAP_OPTS:--Xmx256M} ${KAFKA_JVM_PERFORMANCE_OPTS:-} ${KAFKA_LOG4J_OPTS:-} ${KAFKA_OPTS:-}"
exec java "${options[@]}" -cp "/opt/kafka/libs/*" "$@"
