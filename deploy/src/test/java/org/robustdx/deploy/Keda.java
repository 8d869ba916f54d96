package org.robustdx.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** The fields of KEDA's resources, API keda.sh/v1alpha1, that the chart sets: no library on Maven Central has classes for them. */
final class Keda {
    record ScaledObject(String apiVersion, String kind, JsonNode metadata, Scaling spec) {}

    record Scaling(
            Target scaleTargetRef,
            int pollingInterval,
            int cooldownPeriod,
            int minReplicaCount,
            int maxReplicaCount,
            List<Trigger> triggers) {}

    record Target(String name) {}

    /** @param metadata strings alone: a number is refused by the cluster */
    record Trigger(String type, Map<String, String> metadata, Target authenticationRef) {}

    record TriggerAuthentication(String apiVersion, String kind, JsonNode metadata, Secrets spec) {}

    record Secrets(List<SecretKey> secretTargetRef) {}

    record SecretKey(String parameter, String name, String key) {}

    private Keda() {}
}
