package org.robustdx.trainer.evaluate;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The training images of a model, according to its file.
 *
 * @param digests SHA-256 of all training data, and of each training site
 * @param sites names of the training sites
 */
record TrainingData(Set<String> digests, Set<String> sites) {
    private static final String TRAINING = "training";
    private static final ObjectMapper JSON = new ObjectMapper();

    TrainingData {
        digests = Set.copyOf(digests);
        sites = Set.copyOf(sites);
    }

    /**
     * Reads the entries {@code data_digest} and {@code sites} of {@code metadata_props}. Sites with another use than {@code training} are ignored. A
     * missing or malformed entry counts as empty.
     */
    static TrainingData of(Map<String, String> properties) {
        Set<String> digests = new HashSet<>();
        Set<String> sites = new HashSet<>();
        String digest = properties.get("data_digest");
        if (digest != null && !digest.isBlank()) {
            digests.add(digest);
        }
        try {
            for (JsonNode site : JSON.readTree(properties.getOrDefault("sites", "[]"))) {
                if (site.path("use").asText(TRAINING).equals(TRAINING)) {
                    add(sites, site.path("name"));
                    add(digests, site.path("digest"));
                }
            }
        } catch (JacksonException e) {
            return new TrainingData(digests, Set.of());
        }
        return new TrainingData(digests, sites);
    }

    private static void add(Set<String> texts, JsonNode node) {
        if (node.isTextual() && !node.textValue().isBlank()) {
            texts.add(node.textValue());
        }
    }
}
