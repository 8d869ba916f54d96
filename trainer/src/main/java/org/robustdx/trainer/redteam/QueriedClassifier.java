package org.robustdx.trainer.redteam;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.inference.image.Raster;
import org.robustdx.trainer.attack.Classifier;

/**
 * A running system as an attack sees it that knows only its answers. Images are rounded to 8 bits and sent as PNG. Where
 * the system gives no diagnosis, or the queries are used up, the answer is the true class, so an attack gains nothing.
 * There are no gradients.
 */
final class QueriedClassifier implements Classifier {
    private static final double TINY = 1e-9;

    private final QueryChannel channel;
    private final List<String> classes;
    private final int most;
    private final Map<String, Integer> verdicts = new TreeMap<>();
    private int queries;

    private int label;
    private byte[] original = {};
    private double radius;
    private int since;
    private OptionalInt misclassified = OptionalInt.empty();
    private OptionalInt trusted = OptionalInt.empty();

    /**
     * Creates a classifier.
     *
     * @param classes names of the classes, in the order of the logits
     * @param most queries of all images together, at most
     */
    QueriedClassifier(QueryChannel channel, List<String> classes, int most) {
        this.channel = channel;
        this.classes = List.copyOf(classes);
        this.most = most;
    }

    /**
     * Begins with another image.
     *
     * @param image its samples, 8-bit, channel by channel
     * @param trueLabel its class
     * @param epsilon largest change of a sample that counts as success, in units of 1/255
     */
    void begin(byte[] image, int trueLabel, double epsilon) {
        original = image.clone();
        label = trueLabel;
        radius = epsilon;
        since = queries;
        misclassified = OptionalInt.empty();
        trusted = OptionalInt.empty();
    }

    /** Returns the queries so far, of all images. */
    int queries() {
        return queries;
    }

    /** Returns the queries for this image so far. */
    int queriesOfImage() {
        return queries - since;
    }

    /** Returns whether no query is left. */
    boolean exhausted() {
        return queries >= most;
    }

    /** Returns how many queries it took until the system misclassified an image within the radius, if it did. */
    OptionalInt misclassified() {
        return misclassified;
    }

    /** Returns the same for a misclassification with the verdict TRUSTED. */
    OptionalInt trusted() {
        return trusted;
    }

    /** Returns how many answers had each verdict, of all images. */
    Map<String, Integer> verdicts() {
        return verdicts;
    }

    @Override
    public int classes() {
        return classes.size();
    }

    @Override
    public INDArray logits(INDArray pixels) {
        long[] shape = pixels.shape();
        byte[][] planar = bytes(pixels);
        // Attacks repeat images to fill a batch; each is sent once.
        Map<ByteBuffer, QueryChannel.Answer> known = new LinkedHashMap<>();
        List<byte[]> images = new ArrayList<>();
        List<byte[]> asked = new ArrayList<>();
        for (byte[] image : planar) {
            if (known.putIfAbsent(ByteBuffer.wrap(image), QueryChannel.Answer.none()) == null
                    && queries + images.size() < most) {
                images.add(png(image, (int) shape[1], (int) shape[2], (int) shape[3]));
                asked.add(image);
            }
        }
        List<QueryChannel.Answer> answers = ask(images);
        for (int i = 0; i < answers.size(); i++) {
            queries++;
            verdicts.merge(answers.get(i).verdict(), 1, Integer::sum);
            known.put(ByteBuffer.wrap(asked.get(i)), answers.get(i));
            note(asked.get(i), answers.get(i));
        }
        float[][] logits = new float[planar.length][];
        for (int i = 0; i < planar.length; i++) {
            logits[i] = logits(known.getOrDefault(ByteBuffer.wrap(planar[i]), QueryChannel.Answer.none()));
        }
        return Nd4j.createFromArray(logits);
    }

    private List<QueryChannel.Answer> ask(List<byte[]> images) {
        if (images.isEmpty()) {
            return List.of();
        }
        try {
            return channel.ask(images);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for answers", e);
        }
    }

    private void note(byte[] image, QueryChannel.Answer answer) {
        boolean wrong = !answer.label().isEmpty() && !answer.label().equals(classes.get(label));
        if (!wrong || distance(image) > radius) {
            return;
        }
        if (misclassified.isEmpty()) {
            misclassified = OptionalInt.of(queriesOfImage());
        }
        if (trusted.isEmpty() && answer.verdict().equals("TRUSTED")) {
            trusted = OptionalInt.of(queriesOfImage());
        }
    }

    private double distance(byte[] image) {
        int largest = 0;
        for (int i = 0; i < image.length; i++) {
            largest = Math.max(largest, Math.abs((image[i] & 0xFF) - (original[i] & 0xFF)));
        }
        return largest;
    }

    private float[] logits(QueryChannel.Answer answer) {
        float[] logits = new float[classes.size()];
        int at = classes.indexOf(answer.label());
        if (at < 0) {
            logits[label] = 1;
        } else if (answer.probabilities().size() == logits.length) {
            for (int k = 0; k < logits.length; k++) {
                logits[k] = (float) Math.log(answer.probabilities().get(k) + TINY);
            }
        } else {
            logits[at] = 1;
        }
        return logits;
    }

    /** Returns images {@code [N,C,H,W]} in [0,1], rounded to 8 bits. */
    static byte[][] bytes(INDArray pixels) {
        float[] values;
        try (INDArray copy = pixels.dup('c')) {
            values = copy.data().asFloat();
        }
        int n = (int) pixels.size(0);
        int length = values.length / n;
        byte[][] images = new byte[n][length];
        for (int i = 0; i < values.length; i++) {
            images[i / length][i % length] = (byte) Math.round(255 * Math.max(0, Math.min(1, values[i])));
        }
        return images;
    }

    private static byte[] png(byte[] planar, int channels, int height, int width) {
        byte[] interleaved = new byte[planar.length];
        int area = height * width;
        for (int c = 0; c < channels; c++) {
            for (int i = 0; i < area; i++) {
                interleaved[i * channels + c] = planar[c * area + i];
            }
        }
        return new Raster(width, height, channels, interleaved).toPng();
    }

    @Override
    public Gradient crossEntropyGradient(INDArray pixels, INDArray targets) {
        throw new UnsupportedOperationException("a running app gives no gradients");
    }

    @Override
    public INDArray logitsGradient(INDArray pixels, INDArray cotangents) {
        throw new UnsupportedOperationException("a running app gives no gradients");
    }
}
