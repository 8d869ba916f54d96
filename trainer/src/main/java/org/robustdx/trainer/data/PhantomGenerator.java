package org.robustdx.trainer.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.robustdx.inference.image.Raster;

/**
 * Draws pictures that look like dermatoscopic images of skin lesions, in three classes: {@code benign}, {@code atypical}, {@code malignant}. They
 * show no person, so they are part of this software. They do not model any disease.
 *
 * <p><b>Why no classifier reaches 100 %.</b> A class sets the mean of four traits (irregular border, asymmetry, variegated colour, pigment network).
 * The traits of an image vary around these means with the same standard deviation for all classes, so the classes overlap. Even the optimal rule on
 * the traits (nearest class mean) classifies only about 97 % of the images correctly. The image shows the traits together with properties that do not
 * depend on the class: size, position, skin tone, light, hairs, vignette, blur and sensor noise.
 *
 * <p>Image {@code index} depends only on seed, size and index, on every machine: random numbers come from {@link Random} and functions from {@link
 * StrictMath}, which are specified to the bit.
 */
public final class PhantomGenerator {
    private final long seed;
    private final int size;

    /**
     * Creates a generator.
     *
     * @param seed seed of the images; other seeds give independent images
     * @param size rows and columns, in pixels
     */
    public PhantomGenerator(long seed, int size) {
        if (size < 16 || size > 4096) {
            throw new IllegalArgumentException("size: " + size + " (expected: 16 <= size <= 4096)");
        }
        this.seed = seed;
        this.size = size;
    }

    /** Returns the names of the classes. */
    public static List<String> classes() {
        return PhantomTraits.CLASSES;
    }

    /** Returns the class of image {@code index} (at least 0): the classes alternate. */
    public int label(int index) {
        if (index < 0) {
            throw new IllegalArgumentException("index: " + index + " (expected: >= 0)");
        }
        return index % PhantomTraits.CLASSES.size();
    }

    /** Returns the name of image {@code index}: {@code CLASS/phantom-NNNNNN.png}. */
    public String id(int index) {
        return String.format(Locale.ROOT, "%s/phantom-%06d.png", PhantomTraits.CLASSES.get(label(index)), index);
    }

    /** Returns image {@code index}, RGB. */
    public Raster image(int index) {
        PhantomTraits traits = PhantomTraits.draw(label(index), new Random(Seeds.mix(seed, index, 0)));
        return new PhantomPainter(size, new Random(Seeds.mix(seed, index, 1))).paint(traits);
    }

    /** Returns the first {@code count} images; each is its own group. */
    public Dataset dataset(int count) {
        byte[][] images = new byte[count][];
        IntStream.range(0, count).parallel().forEach(i -> images[i] = image(i).pixels());
        int[] labels = IntStream.range(0, count).map(this::label).toArray();
        String[] ids = IntStream.range(0, count).mapToObj(this::id).toArray(String[]::new);
        return new Dataset(classes(), size, size, 3, images, labels, Arrays.copyOf(ids, count), ids);
    }

    /** Writes the first {@code count} images as PNG files into {@code dir}, one folder per class. */
    public void write(Path dir, int count) throws IOException {
        for (String name : classes()) {
            Files.createDirectories(dir.resolve(name));
        }
        for (int i = 0; i < count; i++) {
            Files.write(dir.resolve(id(i)), image(i).toPng());
        }
    }
}
