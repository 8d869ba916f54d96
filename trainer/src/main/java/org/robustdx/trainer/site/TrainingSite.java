package org.robustdx.trainer.site;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.data.Splits;
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
    public String description() {
        return name.isEmpty() || !source.site().equals(DataSource.NOT_STATED) ? source.site() : "";
    }

    /** Returns the number of its images. */
    public int images() {
        return parts.values().stream().mapToInt(Integer::intValue).sum();
    }
}
