package org.robustdx.trainer.data;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.robustdx.inference.image.Raster;

/**
 * Labelled images in memory. Each image has {@code height x width x channels} uint8 values, interleaved row by row (HWC): the values that a served
 * model gets for the same file. Each image names its site. Names of images and groups are unique within their site. {@link Sites} joins several
 * sites. Immutable; subsets share the pixels.
 */
public final class Dataset {
    private final List<String> classes;
    private final int height;
    private final int width;
    private final int channels;
    private final Labelled rows;

    /**
     * Creates a dataset of one site without a name. It takes over the arrays, which must not be changed afterwards.
     *
     * @throws IllegalArgumentException if lengths, labels or image sizes do not fit together
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
        this(
                classes,
                height,
                width,
                channels,
                new Labelled(images, labels, groups, ids, Labelled.oneSite("", images.length)));
    }

    /**
     * Creates a dataset that takes over the arrays of {@code rows}: they must not be changed afterwards.
     *
     * @throws IllegalArgumentException if a label or an image's size does not fit
     */
    Dataset(List<String> classes, int height, int width, int channels, Labelled rows) {
        if (height < 1 || width < 1 || (channels != 1 && channels != 3)) {
            throw new IllegalArgumentException("shape: " + height + "x" + width + "x" + channels
                    + " (expected: positive sides and 1 or 3 channels)");
        }
        long bytes = (long) height * width * channels;
        for (int i = 0; i < rows.size(); i++) {
            if (rows.pixels()[i].length != bytes) {
                throw new IllegalArgumentException(
                        "images[" + i + "]: " + rows.pixels()[i].length + " bytes (expected: " + bytes + ")");
            }
            if (rows.labels()[i] < 0 || rows.labels()[i] >= classes.size()) {
                throw new IllegalArgumentException(
                        "labels[" + i + "]: " + rows.labels()[i] + " (expected: 0 <= label < " + classes.size() + ")");
            }
        }
        this.classes = List.copyOf(classes);
        this.height = height;
        this.width = width;
        this.channels = channels;
        this.rows = rows;
    }

    private Dataset of(Labelled others) {
        return new Dataset(classes, height, width, channels, others);
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
        return rows.size();
    }

    /** Returns the pixels of image {@code index}, HWC uint8. The array is not a copy and must not be changed. */
    public byte[] image(int index) {
        return rows.pixels()[index];
    }

    /** Returns the class index of image {@code index}. */
    public int label(int index) {
        return rows.labels()[index];
    }

    /** Returns all class indexes, in the order of the images. */
    public int[] labels() {
        return rows.labels().clone();
    }

    /** Returns the patient or lesion that image {@code index} comes from. Equal names at two sites mean different patients. */
    public String group(int index) {
        return rows.groups()[index];
    }

    /** Returns all groups, in the order of the images. */
    public String[] groups() {
        return rows.groups().clone();
    }

    /** Returns the number of patients or lesions, counted within each site. */
    public int groupCount() {
        return rows.groupCount();
    }

    /** Returns the name of image {@code index} within its site. */
    public String id(int index) {
        return rows.ids()[index];
    }

    /** Returns the name of image {@code index}, preceded by {@code SITE/} if the site has a name. */
    public String fullId(int index) {
        return site(index).isEmpty() ? id(index) : site(index) + "/" + id(index);
    }

    /** Returns the name of the site of image {@code index}; empty if the site has no name. */
    public String site(int index) {
        return rows.sites()[index];
    }

    /** Returns the names of the sites that have images here, sorted. The name of a site without a name is empty. */
    public List<String> sites() {
        return Arrays.stream(rows.sites()).distinct().sorted().toList();
    }

    /** Returns the number of each image's site in {@link #sites()}. */
    int[] siteNumbers() {
        List<String> names = sites();
        return Arrays.stream(rows.sites()).mapToInt(names::indexOf).toArray();
    }

    /** Returns the images of one site. */
    public Dataset ofSite(String name) {
        return subset(indexesOfSite(name));
    }

    /** Returns the indexes of the images of one site, ascending. */
    int[] indexesOfSite(String name) {
        return IntStream.range(0, size()).filter(i -> site(i).equals(name)).toArray();
    }

    /** Returns the same images, all assigned to the site of this name. */
    public Dataset withSite(String name) {
        return of(rows.withSite(name));
    }

    /** Returns how many images each class has. */
    public int[] classCounts() {
        int[] counts = new int[classes.size()];
        for (int label : rows.labels()) {
            counts[label]++;
        }
        return counts;
    }

    /** Returns the images at {@code indexes}, in that order. */
    public Dataset subset(int[] indexes) {
        return of(rows.at(indexes));
    }

    /** Returns the images of all parts, one after the other. There is at least one part, and all have the same classes and shape. */
    public static Dataset joined(List<Dataset> parts) {
        return parts.get(0)
                .of(Labelled.joined(parts.stream().map(part -> part.rows).toList()));
    }

    /** Returns a random sample of at most {@code n} images, drawn by the seed without replacement, in their original order. */
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
     * Returns the same images with labels that are indexes into {@code wanted}, such as a model's list of classes. A class that is not in this
     * list is matched without regard to case.
     *
     * @throws DataException if {@code wanted} has no match for the class of an image
     */
    public Dataset withClasses(List<String> wanted) throws DataException {
        int[] mapped = new int[size()];
        for (int i = 0; i < size(); i++) {
            mapped[i] = indexOf(wanted, classes.get(label(i)));
            if (mapped[i] < 0) {
                throw new DataException("class " + classes.get(label(i)) + " is unknown (expected: one of "
                        + String.join(", ", wanted) + ")");
            }
        }
        return new Dataset(wanted, height, width, channels, rows.withLabels(mapped));
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

    /** Returns the same images with some classes renamed. Two classes may get the same name. */
    public Dataset renamed(Map<String, String> names) {
        List<String> others =
                classes.stream().map(name -> names.getOrDefault(name, name)).toList();
        return new Dataset(others, height, width, channels, rows);
    }

    /** Returns the same labels, groups and names with other pixels of the same shape. It takes over the arrays. */
    public Dataset withImages(byte[][] others) {
        return of(rows.withPixels(others));
    }

    /** Returns the images at {@code indexes} one after the other, uint8 {@code [n,H,W,C]}. */
    public byte[] batchNhwc(int[] indexes) {
        int stride = height * width * channels;
        byte[] batch = new byte[Math.multiplyExact(indexes.length, stride)];
        for (int i = 0; i < indexes.length; i++) {
            System.arraycopy(image(indexes[i]), 0, batch, i * stride, stride);
        }
        return batch;
    }

    /**
     * Returns the SHA-256, in hexadecimal, of shape, names, classes and pixels. It covers the images in the order of their names, so it does not
     * depend on the order in which they were read. The digest of several sites covers the names and digests of the sites; the digest of a single
     * site does not depend on its name.
     */
    public String digest() {
        return DatasetDigest.of(this);
    }

    /** Returns image {@code i} as a raster. */
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
        return (names.size() > 1 ? names.size() + " sites, " : "") + size() + " images " + height + "x" + width + "x"
                + channels + ", classes " + classes + " " + Arrays.toString(classCounts());
    }
}
