package org.robustdx.trainer.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.robustdx.inference.file.Sha256;

/**
 * Joins the images of several sites to one dataset in which each image knows its site.
 *
 * <ul>
 *   <li>Classes are matched by name, whatever their upper and lower case; a map renames others.
 *   <li>Groups stay those of their site: equal names of patients in two sites are two patients.
 *   <li>An image that is at two sites, pixel by pixel, would be trained and tested on. Its second copy, by the order of the sites' names, is a bad
 *       item.
 * </ul>
 */
public final class Sites {
    private Sites() {}

    /**
     * Returns the images of all sites.
     *
     * @param bySite the data of each site by its name, sorted; a single site may have the name ""
     * @param renamed the class that takes the images of another, by the other's name; upper and lower case do not matter
     * @param policy what to do with images that are at two sites
     * @throws DataException if {@code renamed} names two classes that there are not, or an image is at two sites and the policy is {@link
     *     BadItemPolicy#FAIL}
     */
    public static LoadedData join(Map<String, LoadedData> bySite, Map<String, String> renamed, BadItemPolicy policy)
            throws DataException {
        requireClasses(bySite, renamed);
        List<Dataset> datasets = new ArrayList<>();
        List<BadItem> bad = new ArrayList<>();
        for (Map.Entry<String, LoadedData> entry : bySite.entrySet()) {
            String site = entry.getKey();
            Dataset own = renamed(entry.getValue().dataset(), renamed);
            datasets.add(own.withSite(site));
            entry.getValue()
                    .skipped()
                    .forEach(item ->
                            bad.add(site.isEmpty() ? item : new BadItem(site + "/" + item.where(), item.reason())));
        }
        if (datasets.size() == 1) {
            return new LoadedData(datasets.get(0), bad);
        }
        List<Dataset> alike = new ArrayList<>();
        List<String> classes = classes(datasets);
        for (Dataset dataset : datasets) {
            alike.add(dataset.withClasses(classes));
        }
        List<BadItem> twice = new ArrayList<>();
        List<Dataset> once = withoutCopies(alike, twice);
        policy.apply(twice);
        bad.addAll(twice);
        return new LoadedData(Dataset.joined(once), bad);
    }

    private static void requireClasses(Map<String, LoadedData> bySite, Map<String, String> renamed)
            throws DataException {
        List<String> known = bySite.values().stream()
                .flatMap(data -> data.dataset().classes().stream())
                .distinct()
                .toList();
        for (Map.Entry<String, String> entry : renamed.entrySet()) {
            // Of several sites that are read one by one, some have the class under its final name already.
            if (known.stream().noneMatch(name -> name.equalsIgnoreCase(entry.getKey()))
                    && known.stream().noneMatch(name -> name.equalsIgnoreCase(entry.getValue()))) {
                throw new DataException("map-class: " + entry.getKey() + " (expected: a class of the images: "
                        + String.join(", ", known) + ")");
            }
        }
    }

    /** Classes that now have the same name become one. */
    private static Dataset renamed(Dataset dataset, Map<String, String> renamed) throws DataException {
        if (renamed.isEmpty()) {
            return dataset;
        }
        Map<String, String> names = new HashMap<>();
        dataset.classes()
                .forEach(name -> renamed.forEach((from, to) -> {
                    if (from.equalsIgnoreCase(name)) {
                        names.put(name, to);
                    }
                }));
        Dataset others = dataset.renamed(names);
        return others.withClasses(classes(List.of(others)));
    }

    /** Names of classes in the order in which they come, each as it is first written. */
    private static List<String> classes(List<Dataset> datasets) {
        Map<String, String> classes = new LinkedHashMap<>();
        datasets.forEach(
                dataset -> dataset.classes().forEach(name -> classes.putIfAbsent(name.toLowerCase(Locale.ROOT), name)));
        return List.copyOf(classes.values());
    }

    private static List<Dataset> withoutCopies(List<Dataset> datasets, List<BadItem> twice) {
        Map<String, String> firsts = new HashMap<>();
        List<Dataset> once = new ArrayList<>();
        for (Dataset dataset : datasets) {
            Map<String, String> own = new HashMap<>();
            List<Integer> kept = new ArrayList<>();
            for (int i = 0; i < dataset.size(); i++) {
                String digest = Sha256.hex(dataset.image(i));
                String first = firsts.get(digest);
                if (first == null) {
                    own.put(digest, dataset.fullId(i));
                    kept.add(i);
                } else {
                    twice.add(new BadItem(dataset.fullId(i), "the same image as " + first + " of another site"));
                }
            }
            firsts.putAll(own);
            once.add(dataset.subset(kept.stream().mapToInt(Integer::intValue).toArray()));
        }
        return once;
    }
}
