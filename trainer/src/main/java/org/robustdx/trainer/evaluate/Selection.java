package org.robustdx.trainer.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.data.DataException;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.data.Split;
import org.robustdx.trainer.data.SplitFractions;
import org.robustdx.trainer.data.Splits;
import org.robustdx.trainer.modelfile.JudgedModel;

/**
 * The images on which a model is evaluated, from one or several sites.
 *
 * @param images all images, labelled by the model's list of classes
 * @param attacked the sample that is attacked
 * @param sites the sites of the images, at least one
 * @param digest SHA-256 of the whole data
 * @param sameData whether the model was trained on the data of every site
 */
public record Selection(Dataset images, Dataset attacked, List<Site> sites, String digest, boolean sameData) {
    /** Parts of the data. */
    public enum Part {
        /** The test split, which training and calibration do not use. */
        TEST,
        /** All images. */
        ALL;

        /** Returns its name on the command line and in reports. */
        @Override
        public String toString() {
            return this == TEST ? "test" : "all";
        }
    }

    /**
     * A site, and which of its images are evaluated.
     *
     * @param name of the site; empty for a single site without a name
     * @param part evaluated part of its images
     * @param splitSeed seed of the split; null without a split
     * @param digest SHA-256 of all its images
     * @param trainedOn whether the model file names this digest as training data
     */
    public record Site(String name, Part part, @Nullable Long splitSeed, String digest, boolean trainedOn) {}

    public Selection {
        sites = List.copyOf(sites);
    }

    /**
     * Chooses images. If {@code part} is empty, these rules hold for each site. A site without a name is evaluated on its test split. A named site is
     * evaluated on its test split if the model file names its digest or its name as training data, and otherwise as a whole. The name counts because
     * the digest changes if a single image is added to the folder.
     *
     * @param all the whole data, with its own list of classes
     * @param part evaluated part of every site; empty for the rules above
     * @param attackedImages maximum number of attacked images
     * @param seed seed of their choice
     * @throws DataException if the model lacks a class, or a part has no images
     */
    public static Selection of(Dataset all, JudgedModel model, Optional<Part> part, int attackedImages, long seed)
            throws DataException {
        return of(
                all,
                TrainingData.of(model.metadata().properties()),
                // Of a model that does not say how its data was split, no split is known to be better than another.
                model.splitSeed().orElse(1),
                model.metadata().classes(),
                part,
                attackedImages,
                seed);
    }

    static Selection of(
            Dataset all,
            TrainingData trained,
            long splitSeed,
            List<String> classes,
            Optional<Part> part,
            int attackedImages,
            long seed)
            throws DataException {
        // Training spells the classes of all sites as the first site does, and the digest covers the spelling.
        Dataset spelled = all.withClasses(classes);
        boolean wholeSame = isOneOf(trained.digests(), all, spelled);
        List<Site> sites = new ArrayList<>();
        for (String name : all.sites()) {
            String digest = all.ofSite(name).digest();
            boolean trainedOn = wholeSame || isOneOf(trained.digests(), all.ofSite(name), spelled.ofSite(name));
            boolean known = trainedOn || name.isEmpty() || trained.sites().contains(name);
            Part judged = part.orElse(known ? Part.TEST : Part.ALL);
            sites.add(new Site(name, judged, judged == Part.TEST ? (Long) splitSeed : null, digest, trainedOn));
        }
        Dataset images = spelled.subset(judged(all, sites, splitSeed));
        return new Selection(
                images,
                images.sample(attackedImages, seed),
                sites,
                all.digest(),
                sites.stream().allMatch(Site::trainedOn));
    }

    private static boolean isOneOf(Set<String> digests, Dataset... spellings) {
        return Arrays.stream(spellings).map(Dataset::digest).anyMatch(digests::contains);
    }

    /** Returns the indexes of the evaluated images, in the order of the sites. */
    private static int[] judged(Dataset all, List<Site> sites, long splitSeed) throws DataException {
        int[] test = sites.stream().anyMatch(site -> site.part() == Part.TEST)
                ? Split.of(all, SplitFractions.ofDefaults(), splitSeed).test()
                : new int[0];
        IntStream indexes = IntStream.empty();
        for (Site site : sites) {
            int[] own = (site.part() == Part.TEST ? IntStream.of(test) : IntStream.range(0, all.size()))
                    .filter(i -> all.site(i).equals(site.name()))
                    .toArray();
            if (own.length == 0) {
                throw new DataException("images: " + all.ofSite(site.name()).size()
                        + " leave none for the test split (expected: --split all)");
            }
            indexes = IntStream.concat(indexes, IntStream.of(own));
        }
        return indexes.toArray();
    }

    /**
     * Returns the test split.
     *
     * @param splitSeed seed of the split; null for all images
     * @throws DataException if it has no images
     */
    public static Dataset part(Dataset all, @Nullable Long splitSeed) throws DataException {
        Dataset images = splitSeed == null ? all : Splits.of(all, splitSeed).test();
        if (images.size() == 0) {
            throw new DataException("images: " + all.size() + " leave none for the test split (expected: --split all)");
        }
        return images;
    }

    /** Returns the evaluated part of the data: {@code test}, {@code all}, or {@code by site} if the sites differ. */
    public String split() {
        List<String> parts =
                sites.stream().map(site -> site.part().toString()).distinct().toList();
        return parts.size() == 1 ? parts.get(0) : "by site";
    }

    /** Returns the seed of the split; null if no site is split. */
    public @Nullable Long splitSeed() {
        return sites.stream()
                .flatMap(site -> Optional.ofNullable(site.splitSeed()).stream())
                .findFirst()
                .orElse(null);
    }

    /** Returns whether there is more than one site. */
    public boolean hasSites() {
        return sites.size() > 1;
    }
}
