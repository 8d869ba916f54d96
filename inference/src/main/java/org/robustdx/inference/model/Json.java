package org.robustdx.inference.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** JSON in a model's metadata, read strictly: trees only, no binding to classes. */
final class Json {
    static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    private Json() {}

    static JsonNode parse(String key, String json) throws InvalidModelException {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new InvalidModelException("metadata " + key + " is not JSON: " + e.getOriginalMessage());
        }
    }

    /** Reads an array of different, non-blank strings. */
    static List<String> names(String key, String json, int atLeast) throws InvalidModelException {
        JsonNode node = parse(key, json);
        List<String> names = new ArrayList<>();
        if (node.isArray()) {
            for (JsonNode item : node) {
                if (item.isTextual() && !item.textValue().isBlank()) {
                    names.add(item.textValue());
                }
            }
        }
        if (!node.isArray() || names.size() != node.size() || names.size() < atLeast) {
            throw new InvalidModelException("metadata " + key + ": " + node + " (expected: a JSON array of at least "
                    + atLeast + (atLeast == 1 ? " string)" : " strings)"));
        }
        if (new HashSet<>(names).size() != names.size()) {
            throw new InvalidModelException("metadata " + key + ": " + node + " (expected: no string twice)");
        }
        return List.copyOf(names);
    }
}
