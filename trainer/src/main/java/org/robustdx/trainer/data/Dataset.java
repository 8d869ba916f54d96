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
 * model is given for the same file. Immutable; subsets share the pixels.
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

    /**
     * Creates a dataset that takes over the arrays given: they must not be changed afterwards.
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
        if (height < 1 || width < 1 || (channels != 1 && channels != 3)) {
            throw new IllegalArgumentException("shape: " + height + "x" + width + "x" + channels
                    + " (expected: positive sides and 1 or 3 channels)");
        }
        int n = images.length;
        if (labels.length != n || groups.length != n || ids.length != n) {
            throw new IllegalArgumentException("labels, groups, ids: " + labels.length + ", " + groups.length + ", "
                    + ids.length + " (expected: " + n + " each)");
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

    /** Returns the patient or lesion that image {@code index} comes from. */
    public String group(int index) {
        return groups[index];
    }

    /** Returns all groups, in the order of the images. */
    public String[] groups() {
        return groups.clone();
    }

    /** Returns the name of image {@code index}. */
    public String id(int index) {
        return ids[index];
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
        for (int i = 0; i < indexes.length; i++) {
            chosen[i] = images[indexes[i]];
            chosenLabels[i] = labels[indexes[i]];
            chosenGroups[i] = groups[indexes[i]];
            chosenIds[i] = ids[indexes[i]];
        }
        return new Dataset(classes, height, width, channels, chosen, chosenLabels, chosenGroups, chosenIds);
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
     * Returns the same images with labels that are indexes into {@code wanted}, for judging a model by its own list of classes.
     *
     * @throws DataException when an image's class is not among {@code wanted}
     */
    public Dataset withClasses(List<String> wanted) throws DataException {
        int[] mapped = new int[labels.length];
        for (int i = 0; i < labels.length; i++) {
            mapped[i] = wanted.indexOf(classes.get(labels[i]));
            if (mapped[i] < 0) {
                throw new DataException("class " + classes.get(labels[i]) + " is unknown (expected: one of "
                        + String.join(", ", wanted) + ")");
            }
        }
        return new Dataset(wanted, height, width, channels, images, mapped, groups, ids);
    }

    /** Returns the same images with other names for some of the classes, two of which may now be called the same. */
    public Dataset renamed(Map<String, String> names) {
        List<String> others =
                classes.stream().map(name -> names.getOrDefault(name, name)).toList();
        return new Dataset(others, height, width, channels, images, labels, groups, ids);
    }

    /** Returns the same labels, groups and names with other images, which it takes over, of the same shape. */
    public Dataset withImages(byte[][] others) {
        return new Dataset(classes, height, width, channels, others, labels, groups, ids);
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
     * with one digest hold the same labelled images, in whatever order they were read.
     */
    public String digest() {
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
        return images.length + " images " + height + "x" + width + "x" + channels + ", classes " + classes + " "
                + Arrays.toString(classCounts());
    }
}
