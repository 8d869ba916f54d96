package org.robustdx.inference.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.robustdx.inference.image.DicomAttribute;

/**
 * Which DICOM images a model was trained for, by their attributes. An image is out of scope when the value of an attribute is none of the
 * {@code allowed}. A missing or empty attribute is no mismatch, unless it is {@code required}. Images without DICOM attributes (other formats)
 * always match.
 *
 * @param allowed values of each attribute, {@linkplain DicomAttribute#normalised normalised}; an attribute that is not here may have any value
 * @param required attributes that a DICOM image must have
 */
public record DicomScope(Map<DicomAttribute, List<String>> allowed, Set<DicomAttribute> required) {
    /** The key of a file's metadata. */
    public static final String KEY = "scope";

    private static final String DICOM = "dicom";
    private static final String REQUIRED = "required";
    /** Longest value of a code string (PS3.5, 6.2). */
    private static final int LONGEST_VALUE = 16;

    /** @throws IllegalArgumentException if there is no condition, or a list of values is empty or has a value that no image can have */
    public DicomScope {
        Map<DicomAttribute, List<String>> values = new EnumMap<>(DicomAttribute.class);
        allowed.forEach((attribute, list) -> values.put(attribute, List.copyOf(list)));
        allowed = Collections.unmodifiableMap(values);
        Set<DicomAttribute> needed = EnumSet.noneOf(DicomAttribute.class);
        needed.addAll(required);
        required = Collections.unmodifiableSet(needed);
        if (allowed.isEmpty() && required.isEmpty()) {
            throw new IllegalArgumentException("scope.dicom: no condition (expected: at least one of " + keys() + ")");
        }
        allowed.forEach((attribute, list) -> {
            boolean valid = list.stream()
                    .allMatch(value -> !value.isEmpty()
                            && value.length() <= LONGEST_VALUE
                            && value.equals(DicomAttribute.normalised(value)));
            if (list.isEmpty() || !valid || new HashSet<>(list).size() != list.size()) {
                throw new IllegalArgumentException(
                        "scope.dicom." + attribute.key() + ": " + list + " (expected: at least one value of 1 to "
                                + LONGEST_VALUE + " upper-case characters, each once)");
            }
        });
    }

    /** Returns the attribute of that key, if there is one. */
    public static Optional<DicomAttribute> attribute(String key) {
        return Arrays.stream(DicomAttribute.values())
                .filter(attribute -> attribute.key().equals(key))
                .findFirst();
    }

    /** Returns the keys of the attributes, for messages. */
    public static String keys() {
        return Arrays.stream(DicomAttribute.values()).map(DicomAttribute::key).collect(Collectors.joining(", "));
    }

    /**
     * Reads the metadata entry {@code scope}: {@code {"dicom": {"modality": ["CR", "DX"], "body_part": ["CHEST"], "view_position": ["AP", "PA"],
     * "photometric_interpretation": ["MONOCHROME2"], "required": ["modality"]}}}. Each key inside {@code dicom} may be left out. A key that is
     * not known there is refused: it is a condition that this version cannot check.
     *
     * @return the conditions; empty without {@code dicom}
     * @throws InvalidModelException if the entry is not so
     */
    static Optional<DicomScope> parse(String json) throws InvalidModelException {
        JsonNode root = Json.parse(KEY, json);
        if (!root.isObject()) {
            throw new InvalidModelException("metadata scope: " + root.getNodeType() + " (expected: a JSON object)");
        }
        JsonNode dicom = root.path(DICOM);
        if (dicom.isMissingNode()) {
            return Optional.empty();
        }
        if (!dicom.isObject()) {
            throw new InvalidModelException(
                    "metadata scope.dicom: " + dicom.getNodeType() + " (expected: a JSON object)");
        }
        Map<DicomAttribute, List<String>> allowed = new EnumMap<>(DicomAttribute.class);
        Set<DicomAttribute> required = EnumSet.noneOf(DicomAttribute.class);
        for (Map.Entry<String, JsonNode> entry : dicom.properties()) {
            List<String> names =
                    Json.names("scope.dicom." + entry.getKey(), entry.getValue().toString(), 1);
            if (entry.getKey().equals(REQUIRED)) {
                for (String name : names) {
                    required.add(known(name));
                }
            } else {
                allowed.put(known(entry.getKey()), names);
            }
        }
        try {
            return Optional.of(new DicomScope(allowed, required));
        } catch (IllegalArgumentException e) {
            throw new InvalidModelException("metadata " + e.getMessage(), e);
        }
    }

    private static DicomAttribute known(String key) throws InvalidModelException {
        return attribute(key)
                .orElseThrow(() -> new InvalidModelException(
                        "metadata scope.dicom: " + key + " (expected: " + keys() + " or " + REQUIRED + ")"));
    }

    /** Returns the metadata entry that {@link #parse} reads. */
    public String toJson() {
        ObjectNode root = Json.MAPPER.createObjectNode();
        ObjectNode dicom = root.putObject(DICOM);
        allowed.forEach((attribute, values) -> values.forEach(dicom.putArray(attribute.key())::add));
        if (!required.isEmpty()) {
            List<String> keys = new ArrayList<>();
            required.forEach(attribute -> keys.add(attribute.key()));
            keys.forEach(dicom.putArray(REQUIRED)::add);
        }
        return root.toString();
    }

    /**
     * Returns the first attribute that does not match, in the order modality, body part, view position, photometric interpretation.
     *
     * @param attributes those of a decoded image; none of an image in another format than DICOM
     */
    public Optional<DicomMismatch> mismatch(Map<DicomAttribute, String> attributes) {
        if (attributes.isEmpty()) {
            return Optional.empty();
        }
        for (DicomAttribute attribute : DicomAttribute.values()) {
            String value = attributes.get(attribute);
            List<String> values = allowed.getOrDefault(attribute, List.of());
            if (value == null ? required.contains(attribute) : !values.isEmpty() && !values.contains(value)) {
                Optional<String> shown = Optional.ofNullable(value).filter(attribute::defines);
                return Optional.of(new DicomMismatch(attribute, shown, value == null, values));
            }
        }
        return Optional.empty();
    }
}
