package org.robustdx.deploy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The chart, as Helm renders it. */
final class Chart {
    static final Path ROOT = Path.of(Objects.requireNonNull(System.getProperty("robustdx.root")));

    private static final Path FOLDER = ROOT.resolve("deploy/helm/robustdx");
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .withCoercionConfig(
                    LogicalType.Textual, texts -> texts.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail))
            .build();

    private static final Map<String, Class<?>> KINDS = Stream.of(
                    ConfigMap.class,
                    Deployment.class,
                    Ingress.class,
                    NetworkPolicy.class,
                    PodDisruptionBudget.class,
                    PodMonitor.class,
                    Secret.class,
                    Service.class,
                    KafkaTopic.class,
                    KafkaUser.class,
                    Keda.ScaledObject.class,
                    Keda.TriggerAuthentication.class)
            .collect(Collectors.toMap(Class::getSimpleName, kind -> kind));

    private final List<JsonNode> resources;

    private Chart(List<JsonNode> resources) {
        this.resources = resources;
    }

    /** Returns the chart with these values (PATH=VALUE, several with commas), rendered for a release named robustdx. */
    static Chart render(String... values) throws IOException {
        TemplateCommand template =
                new Helm(FOLDER).template().withName("robustdx").withNamespace("diagnosis");
        for (String assignment : String.join(",", values).split(",", -1)) {
            if (!assignment.isEmpty()) {
                String[] parts = assignment.split("=", 2);
                template = template.set(parts[0], parts[1]);
            }
        }
        List<JsonNode> all = new ArrayList<>();
        YAMLMapper yaml = new YAMLMapper();
        yaml.readerFor(JsonNode.class).<JsonNode>readValues(template.call()).forEachRemaining(document -> {
            if (document.isObject() && !document.isEmpty()) {
                all.add(document);
            }
        });
        return new Chart(all);
    }

    /** Returns what Helm finds wrong with the chart. */
    static List<String> lint() {
        var result = new Helm(FOLDER).lint().strict().call();
        return result.isFailed() ? result.getMessages() : List.of();
    }

    /** Returns all resources. */
    List<JsonNode> resources() {
        return resources;
    }

    /** Returns the resources of this kind. */
    List<JsonNode> all(String kind) {
        return resources.stream()
                .filter(resource -> resource.at("/kind").asText().equals(kind))
                .toList();
    }

    /** Returns the one resource of this kind. */
    JsonNode one(String kind) {
        List<JsonNode> all = all(kind);
        if (all.size() != 1) {
            throw new AssertionError("%d of kind %s".formatted(all.size(), kind));
        }
        return all.get(0);
    }

    /** Returns the resource of this kind and name. */
    JsonNode one(String kind, String name) {
        return all(kind).stream()
                .filter(resource -> resource.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no %s named %s".formatted(kind, name)));
    }

    /** Returns the paths of fields that this resource has and its kind has not. */
    static Stream<String> unknownFields(JsonNode resource) throws IOException {
        String name = resource.at("/kind").asText();
        Class<?> kind = Objects.requireNonNull(KINDS.get(name), name);
        try {
            return Fields.unknown(STRICT.treeToValue(resource, kind)).stream().map(path -> name + path);
        } catch (UnrecognizedPropertyException e) {
            return Stream.of(e.getPath().stream()
                    .map(JsonMappingException.Reference::getFieldName)
                    .collect(Collectors.joining(".", name + ".", "")));
        }
    }
}
