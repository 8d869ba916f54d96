package org.robustdx.trainer.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.train.DataSource;
import org.robustdx.trainer.train.PublishOptions;

/**
 * A site whose images a model was trained on.
 *
 * @param name of the site; empty where it has none
 * @param source what is stated of its images
 * @param digest SHA-256 of its images as the model saw them
 * @param classes images of each class, by the class's name
 * @param parts images in each part of the split, by the part's name
 */
public record TrainingSite(
        String name, DataSource source, String digest, Map<String, Integer> classes, Map<String, Integer> parts) {
    /** Key of {@code metadata_props}: the sites as a JSON array. */
    public static final String KEY = "sites";

    private static final String TRAINING = "training";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Returns the sites of a model's data, sorted by name. */
    public static List<TrainingSite> of(Splits splits, PublishOptions publication) {
        List<TrainingSite> sites = new ArrayList<>();
        Dataset all = Dataset.joined(List.copyOf(splits.byName().values()));
        for (String name : all.sites()) {
            Map<String, Integer> classes = new LinkedHashMap<>();
            Map<String, Integer> parts = new LinkedHashMap<>();
            splits.byName().forEach((part, dataset) -> {
                Dataset own = dataset.ofSite(name);
                int[] counts = own.classCounts();
                for (int k = 0; k < counts.length; k++) {
                    classes.merge(own.classes().get(k), counts[k], Integer::sum);
                }
                parts.put(part, own.size());
            });
            String digest = all.ofSite(name).digest();
            sites.add(new TrainingSite(name, publication.sourceOf(name), digest, classes, parts));
        }
        return sites;
    }

    /** Returns what is stated of the hospital or collection; empty where nothing is stated but the site has a name. */
    String description() {
        return name.isEmpty() || !source.site().equals(DataSource.NOT_STATED) ? source.site() : "";
    }

    /** Returns the number of its images. */
    public int images() {
        return parts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /**
     * Returns the entry {@link #KEY} of a file that was made of another: its training sites are these, and its other entries stay.
     *
     * @param old entry of the other file
     */
    static String json(List<TrainingSite> sites, String old) throws JsonProcessingException {
        ArrayNode array = array(sites);
        JSON.readTree(old).forEach(entry -> {
            if (!entry.path("use").asText().equals(TRAINING)) {
                array.add(entry);
            }
        });
        return array.toString();
    }

    /**
     * Returns the entry {@link #KEY}: for each site {@code name}, {@code use} ({@code training}), {@code images}, {@code licence}, {@code data_set},
     * {@code description}, {@code digest}, {@code classes} and {@code parts}. What is not stated is left out.
     */
    static String json(List<TrainingSite> sites) {
        return array(sites).toString();
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

    private static void put(ObjectNode entry, String key, String text) {
        if (!text.equals(DataSource.NOT_STATED)) {
            entry.put(key, text);
        }
    }
}
