package org.robustdx.trainer.data;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.robustdx.inference.image.Raster;
import org.robustdx.trainer.common.Digest;

/**
 * Labelled images in memory, each {@code height x width x channels} uint8, interleaved row by row (HWC): exactly what a served
 * model is given for the same file. Each image knows the site that it comes from; names of images and groups are unique within their site. {@link
 * Sites} joins several sites. Immutable; subsets share the pixels.
 */
public final class Dataset {
    private final List<String> classes;
    private final int height;
    private final int width;
    private final int channels;
    private final byte[][] images;
    private final int[] labels;
    private final String[] groups;
    private final String[] ids;
    private final String[] sites;

    /**
     * Creates a dataset of one site without a name. It takes over the arrays: they must not be changed afterwards.
     *
     * @throws IllegalArgumentException when lengths, labels or image sizes do not fit together
     */
    public Dataset(
            List<String> classes,
            int height,
            int width,
            int channels,
            byte[][] images,
            int[] labels,
            String[] groups,
            String[] ids) {
        this(classes, height, width, channels, images, labels, groups, ids, ofOneSite("", images.length));
    }

    /**
     * Creates a dataset that takes over the arrays given: they must not be changed afterwards.
     *
     * @param sites name of each image's site; empty for a site without a name
     * @throws IllegalArgumentException when lengths, labels or image sizes do not fit together
     */
    Dataset(
            List<String> classes,
            int height,
            int width,
            int channels,
            byte[][] images,
            int[] labels,
            String[] groups,
            String[] ids,
            String[] sites) {
        if (height < 1 || width < 1 || (channels != 1 && channels != 3)) {
            throw new IllegalArgumentException("shape: " + height + "x" + width + "x" + channels
                    + " (expected: positive sides and 1 or 3 channels)");
        }
        int n = images.length;
        if (labels.length != n || groups.length != n || ids.length != n || sites.length != n) {
            throw new IllegalArgumentException("labels, groups, ids, sites: " + labels.length + ", " + groups.length
                    + ", " + ids.length + ", " + sites.length + " (expected: " + n + " each)");
        }
        long bytes = (long) height * width * channels;
        for (int i = 0; i < n; i++) {
            if (images[i].length != bytes) {
                throw new IllegalArgumentException(
                        "images[" + i + "]: " + images[i].length + " bytes (expected: " + bytes + ")");
            }
            if (labels[i] < 0 || labels[i] >= classes.size()) {
                throw new IllegalArgumentException(
                        "labels[" + i + "]: " + labels[i] + " (expected: 0 <= label < " + classes.size() + ")");
            }
        }
        this.classes = List.copyOf(classes);
        this.height = height;
        this.width = width;
        this.channels = channels;
        this.images = images;
        this.labels = labels;
        this.groups = groups;
        this.ids = ids;
        this.sites = sites;
    }

    private static String[] ofOneSite(String name, int images) {
        String[] sites = new String[images];
        Arrays.fill(sites, name);
        return sites;
    }

    /** Returns the names of the classes; labels are indexes into them. */
    public List<String> classes() {
        return classes;
    }

    public int height() {
        return height;
    }

    public int width() {
        return width;
    }

    public int channels() {
        return channels;
    }

    /** Returns the number of images. */
    public int size() {
        return images.length;
    }

    /** Returns the pixels of image {@code index}, HWC uint8. Not a copy: read only. */
    public byte[] image(int index) {
        return images[index];
    }

    /** Returns the class index of image {@code index}. */
    public int label(int index) {
        return labels[index];
    }

    /** Returns all class indexes, in the order of the images. */
    public int[] labels() {
        return labels.clone();
    }

    /** Returns the patient or lesion that image {@code index} comes from. Equal groups of two sites are different patients. */
    public String group(int index) {
        return groups[index];
    }

    /** Returns all groups, in the order of the images. */
    public String[] groups() {
        return groups.clone();
    }

    /** Returns the number of patients or lesions, counted within each site. */
    public int groupCount() {
        return (int) IntStream.range(0, groups.length)
                .mapToObj(i -> List.of(sites[i], groups[i]))
                .distinct()
                .count();
    }

    /** Returns the name of image {@code index} within its site. */
    public String id(int index) {
        return ids[index];
    }

    /** Returns the name of image {@code index} with its site before it, where that has a name. */
    public String fullId(int index) {
        return sites[index].isEmpty() ? ids[index] : sites[index] + "/" + ids[index];
    }

    /** Returns the name of the site of image {@code index}; empty where the site has no name. */
    public String site(int index) {
        return sites[index];
    }

    /** Returns the names of the sites that have images here, sorted. One site without a name has the name "". */
    public List<String> sites() {
        return Arrays.stream(sites).distinct().sorted().toList();
    }

    /** Returns the number of each image's site in {@link #sites()}. */
    int[] siteNumbers() {
        List<String> names = sites();
        return Arrays.stream(sites).mapToInt(names::indexOf).toArray();
    }

    /** Returns the images of one site. */
    public Dataset ofSite(String name) {
        return subset(indexesOfSite(name));
    }

    /** Returns the indexes of the images of one site, ascending. */
    int[] indexesOfSite(String name) {
        return IntStream.range(0, sites.length)
                .filter(i -> sites[i].equals(name))
                .toArray();
    }

    /** Returns the same images, all of them of the site of this name. */
    public Dataset withSite(String name) {
        return new Dataset(
                classes, height, width, channels, images, labels, groups, ids, ofOneSite(name, images.length));
    }

    /** Returns how many images each class has. */
    public int[] classCounts() {
        int[] counts = new int[classes.size()];
        for (int label : labels) {
            counts[label]++;
        }
        return counts;
    }

    /** Returns the images at {@code indexes}, in that order. */
    public Dataset subset(int[] indexes) {
        byte[][] chosen = new byte[indexes.length][];
        int[] chosenLabels = new int[indexes.length];
        String[] chosenGroups = new String[indexes.length];
        String[] chosenIds = new String[indexes.length];
        String[] chosenSites = new String[indexes.length];
        for (int i = 0; i < indexes.length; i++) {
            chosen[i] = images[indexes[i]];
            chosenLabels[i] = labels[indexes[i]];
            chosenGroups[i] = groups[indexes[i]];
            chosenIds[i] = ids[indexes[i]];
            chosenSites[i] = sites[indexes[i]];
        }
        return new Dataset(
                classes, height, width, channels, chosen, chosenLabels, chosenGroups, chosenIds, chosenSites);
    }

    /** Returns the images of all parts, one after the other; the parts have the same classes and shape, and there is at least one. */
    public static Dataset joined(List<Dataset> parts) {
        int n = parts.stream().mapToInt(Dataset::size).sum();
        byte[][] images = new byte[n][];
        int[] labels = new int[n];
        String[] groups = new String[n];
        String[] ids = new String[n];
        String[] sites = new String[n];
        int at = 0;
        for (Dataset part : parts) {
            System.arraycopy(part.images, 0, images, at, part.size());
            System.arraycopy(part.labels, 0, labels, at, part.size());
            System.arraycopy(part.groups, 0, groups, at, part.size());
            System.arraycopy(part.ids, 0, ids, at, part.size());
            System.arraycopy(part.sites, 0, sites, at, part.size());
            at += part.size();
        }
        Dataset first = parts.get(0);
        return new Dataset(
                first.classes, first.height, first.width, first.channels, images, labels, groups, ids, sites);
    }

    /** Returns at most n of the images, chosen by the seed, in their order here. */
    public Dataset sample(int n, long seed) {
        if (n >= size()) {
            return this;
        }
        int[] order = IntStream.range(0, size()).toArray();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < n; i++) {
            int j = i + random.nextInt(order.length - i);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
        return subset(IntStream.of(order).limit(n).sorted().toArray());
    }

    /**
     * Returns the same images with labels that are indexes into {@code wanted}, such as a model's own list of classes. A class that is not among
     * them takes the first that differs from it in upper and lower case only.
     *
     * @throws DataException when an image's class is not among {@code wanted}
     */
    public Dataset withClasses(List<String> wanted) throws DataException {
        int[] mapped = new int[labels.length];
        for (int i = 0; i < labels.length; i++) {
            mapped[i] = indexOf(wanted, classes.get(labels[i]));
            if (mapped[i] < 0) {
                throw new DataException("class " + classes.get(labels[i]) + " is unknown (expected: one of "
                        + String.join(", ", wanted) + ")");
            }
        }
        return new Dataset(wanted, height, width, channels, images, mapped, groups, ids, sites);
    }

    private static int indexOf(List<String> wanted, String name) {
        int exact = wanted.indexOf(name);
        return exact >= 0
                ? exact
                : IntStream.range(0, wanted.size())
                        .filter(k -> wanted.get(k).equalsIgnoreCase(name))
                        .findFirst()
                        .orElse(-1);
    }

    /** Returns the same images with other names for some of the classes, two of which may now be called the same. */
    public Dataset renamed(Map<String, String> names) {
        List<String> others =
                classes.stream().map(name -> names.getOrDefault(name, name)).toList();
        return new Dataset(others, height, width, channels, images, labels, groups, ids, sites);
    }

    /** Returns the same labels, groups and names with other images, which it takes over, of the same shape. */
    public Dataset withImages(byte[][] others) {
        return new Dataset(classes, height, width, channels, others, labels, groups, ids, sites);
    }

    /** Returns the images at {@code indexes} one after the other, uint8 {@code [n,H,W,C]}. */
    public byte[] batchNhwc(int[] indexes) {
        int stride = height * width * channels;
        byte[] batch = new byte[Math.multiplyExact(indexes.length, stride)];
        for (int i = 0; i < indexes.length; i++) {
            System.arraycopy(images[indexes[i]], 0, batch, i * stride, stride);
        }
        return batch;
    }

    /**
     * Returns the SHA-256, in hexadecimal, of shape, names, classes and pixels, taken in the order of the names: two datasets
     * with one digest hold the same labelled images, in whatever order they were read. The digest of several sites is that of their names and
     * digests; the name of a single site does not matter.
     */
    public String digest() {
        List<String> names = sites();
        if (names.size() <= 1) {
            return digestOfImages();
        }
        Digest digest = new Digest();
        names.forEach(name -> digest.add(name).add(ofSite(name).digestOfImages()));
        return digest.hex();
    }

    private String digestOfImages() {
        Digest digest = new Digest().add(height + "x" + width + "x" + channels);
        int[] order = IntStream.range(0, ids.length)
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> ids[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        for (int i : order) {
            digest.add(ids[i]).add(classes.get(labels[i])).add(images[i]);
        }
        return digest.hex();
    }

    /** Returns one image, for code that handles single images. */
    public Raster raster(int i) {
        return new Raster(width, height, channels, image(i));
    }

    /** Returns the images from {@code from} (inclusive) to {@code to} (exclusive), for the served model. */
    public List<Raster> rasters(int from, int to) {
        return IntStream.range(from, to).mapToObj(this::raster).toList();
    }

    @Override
    public String toString() {
        List<String> names = sites();
        return (names.size() > 1 ? names.size() + " sites, " : "") + images.length + " images " + height + "x" + width
                + "x" + channels + ", classes " + classes + " " + Arrays.toString(classCounts());
    }
}
