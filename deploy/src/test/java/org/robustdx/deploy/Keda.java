package org.robustdx.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** KEDA's resources, API keda.sh/v1alpha1, as far as a chart like this one uses them: no library on Maven Central has classes for them. */
final class Keda {
    record ScaledObject(String apiVersion, String kind, JsonNode metadata, Scaling spec) {}

    record Scaling(
            Target scaleTargetRef,
            Integer pollingInterval,
            Integer cooldownPeriod,
            Integer idleReplicaCount,
            Integer minReplicaCount,
            Integer maxReplicaCount,
            Fallback fallback,
            JsonNode advanced,
            List<Trigger> triggers) {}

    record Target(String apiVersion, String kind, String name, String envSourceContainerName) {}

    record Fallback(Integer failureThreshold, Integer replicas) {}

    /** @param metadata strings alone: a number is refused by the cluster */
    record Trigger(
            String type,
            String name,
            String metricType,
            Boolean useCachedMetrics,
            Map<String, String> metadata,
            Reference authenticationRef) {}

    record Reference(String name, String kind) {}

    record TriggerAuthentication(String apiVersion, String kind, JsonNode metadata, Secrets spec) {}

    record Secrets(List<SecretKey> secretTargetRef) {}

    record SecretKey(String parameter, String name, String key) {}

    private Keda() {}
}
