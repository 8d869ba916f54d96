package org.robustdx.gateway.pseudonym;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.robustdx.gateway.dicom.DataSet;
import org.robustdx.gateway.dicom.Tags;

/**
 * What leads from a pseudonym back to the instance, its study and its patient. Text is kept as its bytes (ISO 8859-1), with the name of its character set, so
 * that a report has exactly the bytes of the original.
 *
 * @param values values by tag, without empty ones
 */
public record Identity(Map<Integer, String> values) {
    /** The attributes that are kept: of the patient, the study, and the references to series and instance. */
    private static final List<Integer> KEPT = List.of(
            Tags.CHARACTER_SET,
            Tags.SOP_CLASS,
            Tags.SOP_INSTANCE,
            Tags.STUDY_DATE,
            Tags.STUDY_TIME,
            Tags.ACCESSION_NUMBER,
            Tags.MODALITY,
            Tags.REFERRING_PHYSICIAN,
            Tags.PATIENT_NAME,
            Tags.PATIENT_ID,
            Tags.ISSUER_OF_PATIENT_ID,
            Tags.BIRTH_DATE,
            Tags.SEX,
            Tags.STUDY_INSTANCE,
            Tags.SERIES_INSTANCE,
            Tags.STUDY_ID);

    private static final int LONGEST = 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    public Identity {
        values = Map.copyOf(values);
    }

    /** Returns the identity of an instance. */
    public static Identity of(DataSet data) {
        Map<Integer, String> values = new TreeMap<>();
        for (int tag : KEPT) {
            String value = data.text(tag);
            if (!value.isEmpty()) {
                values.put(tag, value.length() > LONGEST ? value.substring(0, LONGEST) : value);
            }
        }
        return new Identity(values);
    }

    /** Returns the identity of an instance of which only the place in the archive is known. */
    public static Identity of(String study, String series, String instance) {
        return new Identity(
                Map.of(Tags.STUDY_INSTANCE, study, Tags.SERIES_INSTANCE, series, Tags.SOP_INSTANCE, instance));
    }

    /** Returns a value as ISO 8859-1 text; empty if the original has none. */
    public String text(int tag) {
        return values.getOrDefault(tag, "");
    }

    byte[] toBytes() {
        ObjectNode json = JSON.createObjectNode();
        new TreeMap<>(values).forEach((tag, value) -> json.put(HexFormat.of().toHexDigits(tag), value));
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of texts cannot be written", e);
        }
    }

    static Identity fromBytes(byte[] bytes) throws IOException {
        JsonNode json = JSON.readTree(new String(bytes, StandardCharsets.UTF_8));
        Map<Integer, String> values = new TreeMap<>();
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            values.put(HexFormat.fromHexDigits(field.getKey()), field.getValue().asText());
        }
        return new Identity(values);
    }

    /** Names no value: it may be written to a log by accident. */
    @Override
    public String toString() {
        return "Identity[%d values]".formatted(values.size());
    }
}
