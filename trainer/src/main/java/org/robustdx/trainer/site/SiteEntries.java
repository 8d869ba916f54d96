package org.robustdx.trainer.site;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.trainer.train.DataSource;

/**
 * The metadata entry {@code sites} of a model file: where its images come from. It is a JSON array with one object for each site. Each has {@code name},
 * {@code use} ({@code training} or {@code calibration}), {@code images}, {@code licence} and {@code data_set}. Entries for training also have
 * {@code description}, {@code digest}, {@code classes} and {@code parts} (images of each class and of each part of the split); entries for calibration
 * have {@code labelled}. Values that are not stated are left out.
 */
public final class SiteEntries {
    /** Key of {@code metadata_props}. */
    public static final String KEY = "sites";

    private static final String TRAINING = "training";
    private static final String CALIBRATION = "calibration";
    private static final ObjectMapper JSON = new ObjectMapper();

    private SiteEntries() {}

    /** Returns the entry of a model that was trained on these sites. */
    public static String trained(List<TrainingSite> sites) {
        return array(sites).toString();
    }

    /**
     * Returns the entry of a file that was made of another: its training sites are these, and its other entries stay.
     *
     * @param properties of the other file
     * @throws InvalidModelException if the old entry is not an array of objects
     */
    public static String trained(List<TrainingSite> sites, Map<String, String> properties)
            throws InvalidModelException {
        return array(sites).addAll(without(TRAINING, properties)).toString();
    }

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
    public static ArrayNode withoutCalibration(Map<String, String> properties) throws InvalidModelException {
        return without(CALIBRATION, properties);
    }

    private static ArrayNode without(String use, Map<String, String> properties) throws InvalidModelException {
        ArrayNode kept = JSON.createArrayNode();
        for (JsonNode site : parsed(properties.getOrDefault(KEY, "[]"))) {
            if (!site.isObject()) {
                throw new InvalidModelException("metadata " + KEY + ": " + site + " (expected: an object)");
            }
            if (!site.path("use").asText().equals(use)) {
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

    private static ArrayNode array(List<TrainingSite> sites) {
        ArrayNode array = JSON.createArrayNode();
        sites.forEach(site -> {
            ObjectNode entry = array.addObject();
            if (!site.name().isEmpty()) {
                entry.put("name", site.name());
            }
            entry.put("use", TRAINING);
            entry.put("images", site.images());
            put(entry, "licence", site.source().licence());
            put(entry, "data_set", site.source().dataSet());
            put(entry, "description", site.source().site());
            entry.put("digest", site.digest());
            entry.set("classes", JSON.valueToTree(site.classes()));
            entry.set("parts", JSON.valueToTree(site.parts()));
        });
        return array;
    }

    private static void put(ObjectNode site, String key, String value) {
        if (!value.equals(DataSource.NOT_STATED)) {
            site.put(key, value);
        }
    }
}
