package org.robustdx.trainer.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.trainer.train.DataSource;

/**
 * The metadata entry {@code sites} of a model file: where its images come from. A JSON array of objects with {@code name}, {@code use} ({@code training}
 * or {@code calibration}), {@code images}, {@code labelled}, {@code licence} and {@code data_set}; what nobody stated is left out.
 */
final class SiteEntries {
    /** Key of {@code metadata_props}. */
    static final String KEY = "sites";

    private static final String CALIBRATION = "calibration";
    private static final ObjectMapper JSON = new ObjectMapper();

    private SiteEntries() {}

    /**
     * Returns the entry of a model that is calibrated to a site: the entries of the old file, with this one in place of former calibrations.
     *
     * @param properties of the old file
     * @throws InvalidModelException if the old entry is not an array of objects
     */
    static String calibrated(Map<String, String> properties, DataSource source, int images, boolean labelled)
            throws InvalidModelException {
        ArrayNode sites = withoutCalibration(properties);
        ObjectNode site = sites.addObject();
        put(site, "name", source.site());
        site.put("use", CALIBRATION);
        site.put("images", images);
        site.put("labelled", labelled);
        put(site, "licence", source.licence());
        put(site, "data_set", source.dataSet());
        return sites.toString();
    }

    /**
     * Returns the entries of the file without those of calibrations.
     *
     * @throws InvalidModelException if the entry is not an array of objects
     */
    static ArrayNode withoutCalibration(Map<String, String> properties) throws InvalidModelException {
        ArrayNode kept = JSON.createArrayNode();
        for (JsonNode site : parsed(properties.getOrDefault(KEY, "[]"))) {
            if (!site.isObject()) {
                throw new InvalidModelException("metadata " + KEY + ": " + site + " (expected: an object)");
            }
            if (!site.path("use").asText().equals(CALIBRATION)) {
                kept.add(site);
            }
        }
        return kept;
    }

    private static ArrayNode parsed(String json) throws InvalidModelException {
        try {
            if (JSON.readTree(json) instanceof ArrayNode array) {
                return array;
            }
            throw new InvalidModelException("metadata " + KEY + ": no array (expected: a JSON array of objects)");
        } catch (JsonProcessingException e) {
            throw new InvalidModelException("metadata " + KEY + " is not JSON: " + e.getOriginalMessage());
        }
    }

    private static void put(ObjectNode site, String key, String value) {
        if (!value.equals(DataSource.NOT_STATED)) {
            site.put(key, value);
        }
    }
}
