package org.robustdx.trainer.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.robustdx.inference.model.Calibration;
import org.robustdx.trainer.defend.DefenceOptions;
import org.robustdx.trainer.nn.WeightForm;

/**
 * Converts {@link TrainOptions} to one flat map of settings, and back. The names of the record components are the names of the settings, so a new
 * component becomes a setting everywhere.
 */
public final class TrainSettings {
    /** Each group of options reads its own settings from the flat object and ignores the others. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
            .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    /** Names of the defence settings in checkpoints of the previous version, which stored them in a separate object. */
    private static final Map<String, String> FORMER_DEFENCE = Map.of(
            "kind", "defence",
            "epsilon", "defence-epsilon",
            "steps", "defence-steps",
            "spread", "defence-spread",
            "weight", "trades-weight",
            "warm-up", "defence-warm-up");

    /** The seed as a group of its own. */
    private record Seed(long seed) {}

    private TrainSettings() {}

    static Map<String, Object> of(TrainOptions options) {
        Map<String, Object> settings = new LinkedHashMap<>();
        for (Record group : List.of(
                options.loss(),
                options.inputs(),
                options.optimisation(),
                options.duration(),
                new Seed(options.seed()))) {
            settings.putAll(JSON.convertValue(group, new TypeReference<Map<String, Object>>() {}));
        }
        settings.putAll(options.defence().toMap());
        settings.put("augmentation", options.inputs().augmentation()); // a value of its own, not a map
        return settings;
    }

    /**
     * Returns the options of {@link TrainOptions#settings()}.
     *
     * @throws JsonProcessingException if a setting is missing or malformed
     */
    static TrainOptions read(JsonNode settings) throws JsonProcessingException {
        return new TrainOptions(
                JSON.treeToValue(settings, TrainOptions.Loss.class),
                JSON.treeToValue(settings, TrainOptions.Inputs.class),
                defence(settings),
                JSON.treeToValue(settings, TrainOptions.Optimisation.class),
                JSON.treeToValue(settings, TrainOptions.Duration.class),
                JSON.treeToValue(settings, Seed.class).seed());
    }

    private static DefenceOptions defence(JsonNode settings) throws JsonProcessingException {
        try {
            return DefenceOptions.read(settings);
        } catch (IllegalArgumentException e) {
            throw JsonMappingException.from(JSON.treeAsTokens(settings), String.valueOf(e.getMessage()), e);
        }
    }

    static ObjectNode write(TrainOptions options) {
        return JSON.valueToTree(options.settings());
    }

    /** Adds settings that an earlier version lacks, with values that keep its behaviour. */
    static void complete(ObjectNode settings) {
        if (settings.get("augmentation") instanceof ObjectNode augmentation) {
            augmentation.putIfAbsent("stretch", DoubleNode.valueOf(0));
        }
        settings.putIfAbsent("balance-sites", BooleanNode.FALSE);
    }

    /** Returns the settings that a checkpoint of the previous version stores under {@code options}, in the current format. */
    static ObjectNode ofFormerVersion(ObjectNode options) {
        ObjectNode settings = kebab(options);
        if (settings.remove("defence") instanceof ObjectNode defence) {
            defence.properties()
                    .forEach(entry -> settings.set(
                            FORMER_DEFENCE.getOrDefault(entry.getKey(), entry.getKey()), entry.getValue()));
        }
        settings.putIfAbsent("weights", TextNode.valueOf(WeightForm.PLAIN.toString()));
        return settings;
    }

    /** Returns the publish options that a checkpoint of the previous version stores among the training options. The others get their defaults. */
    static PublishOptions publicationOfFormerVersion(ObjectNode options) {
        double rate = options.path("falseAlarmRate").asDouble(Calibration.DEFAULT_FALSE_ALARM_RATE);
        return new PublishOptions(rate, PublishOptions.DEFAULT_ATTACK_IMAGES, DataSource.unknown());
    }

    /** Names such as {@code batchSize} become {@code batch-size}, and values such as {@code SALT_AND_PEPPER} {@code salt-and-pepper}. */
    private static ObjectNode kebab(ObjectNode former) {
        ObjectNode renamed = JSON.createObjectNode();
        former.properties().forEach(entry -> {
            String name = entry.getKey().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            JsonNode value = entry.getValue();
            if (value instanceof ObjectNode nested) {
                renamed.set(name, kebab(nested));
            } else if (value.isTextual()) {
                renamed.put(name, value.textValue().toLowerCase(Locale.ROOT).replace('_', '-'));
            } else {
                renamed.set(name, value);
            }
        });
        return renamed;
    }
}
