package org.robustdx.trainer.attack;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A classifier asked in plain rows of numbers, one row per image; native arrays live no longer than a question. Batches are filled up to one
 * of a few sizes, since a model plans its work anew for each.
 */
final class Oracle {
    private final Classifier model;
    private final long[] shape;
    private final DataType type;

    /** Creates one for images like these {@code [N,C,H,W]}. */
    Oracle(Classifier model, INDArray pixels) {
        this.model = model;
        shape = pixels.shape().clone();
        type = pixels.dataType();
    }

    /**
     * The loss of each image, and where it grows.
     *
     * @param losses one per image
     * @param logits {@code [N][K]}
     * @param byPixels {@code [N][C·H·W]}
     */
    record Slope(double[] losses, float[][] logits, float[][] byPixels) {}

    int classes() {
        return model.classes();
    }

    /** Returns C, H and W. */
    int[] imageShape() {
        return new int[] {(int) shape[1], (int) shape[2], (int) shape[3]};
    }

    float[][] logits(float[][] x) {
        try (INDArray pixels = images(Rows.padded(x))) {
            return Arrays.copyOf(taken(model.logits(pixels)), x.length);
        }
    }

    /** Returns the gradient of each image's weighted sum of logits. */
    float[][] logitsGradient(float[][] x, float[][] cotangents) {
        try (INDArray pixels = images(Rows.padded(x));
                INDArray weights = matrix(Rows.padded(cotangents))) {
            return Arrays.copyOf(taken(model.logitsGradient(pixels, weights)), x.length);
        }
    }

    /** Returns the loss and its gradient; {@code targets} are the classes in view of losses that have one. */
    Slope slope(float[][] x, Losses loss, int[] labels, int[] targets) {
        return switch (loss) {
            case CROSS_ENTROPY -> crossEntropySlope(x, labels, 1);
            case TOWARDS_TARGET -> crossEntropySlope(x, targets, -1);
            default -> {
                float[][] logits = logits(x);
                float[][] cotangents = new float[x.length][classes()];
                double[] losses = new double[x.length];
                for (int i = 0; i < x.length; i++) {
                    losses[i] = loss.of(logits[i], labels[i], targets[i], cotangents[i]);
                }
                yield new Slope(losses, logits, logitsGradient(x, cotangents));
            }
        };
    }

    /** Returns the gradient of each image's cross-entropy against a distribution over the classes. */
    float[][] crossEntropyGradient(float[][] x, float[][] targets) {
        try (INDArray pixels = images(Rows.padded(x));
                INDArray distributions = matrix(Rows.padded(targets))) {
            Classifier.Gradient gradient = model.crossEntropyGradient(pixels, distributions);
            close(gradient.losses());
            close(gradient.logits());
            return Arrays.copyOf(taken(gradient.byPixels()), x.length);
        }
    }

    /** In one pass, which other losses cannot have: their weights depend on the logits. */
    private Slope crossEntropySlope(float[][] x, int[] classes, int sign) {
        float[][] padded = Rows.padded(x);
        try (INDArray pixels = images(padded);
                INDArray targets = OneHot.of(Arrays.copyOf(classes, padded.length), classes(), type)) {
            Classifier.Gradient gradient = model.crossEntropyGradient(pixels, targets);
            float[] values = values(gradient.losses());
            double[] losses = new double[x.length];
            for (int i = 0; i < losses.length; i++) {
                losses[i] = sign * values[i];
            }
            float[][] byPixels = Arrays.copyOf(taken(gradient.byPixels()), x.length);
            if (sign < 0) {
                for (float[] row : byPixels) {
                    for (int j = 0; j < row.length; j++) {
                        row[j] = -row[j];
                    }
                }
            }
            return new Slope(losses, Arrays.copyOf(taken(gradient.logits()), x.length), byPixels);
        }
    }

    /** Returns rows as images {@code [N,C,H,W]}. */
    INDArray images(float[][] rows) {
        return images(rows, shape, type);
    }

    /** Returns rows as images of the C, H and W of that shape. */
    static INDArray images(float[][] rows, long[] shape, DataType type) {
        return array(rows, type, rows.length, shape[1], shape[2], shape[3]);
    }

    /** Returns rows as a matrix. */
    INDArray matrix(float[][] rows) {
        return array(rows, type, rows.length, rows[0].length);
    }

    private static INDArray array(float[][] rows, DataType type, long... shape) {
        int length = rows[0].length;
        float[] values = new float[rows.length * length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, values, i * length, length);
        }
        INDArray array = Nd4j.createFromArray(values).reshape(shape);
        if (type == DataType.FLOAT) {
            return array;
        }
        try (array) {
            return array.castTo(type);
        }
    }

    /** Returns images, or any array whose first axis is the image, as rows. */
    static float[][] rows(INDArray array) {
        float[] values = copied(array);
        int n = (int) array.size(0);
        int length = values.length / n;
        float[][] rows = new float[n][];
        for (int i = 0; i < n; i++) {
            rows[i] = Arrays.copyOfRange(values, i * length, (i + 1) * length);
        }
        return rows;
    }

    /** Returns an array that is ours as rows, and gives its memory back. */
    static float[][] taken(INDArray array) {
        float[][] rows = rows(array);
        close(array);
        return rows;
    }

    private static float[] values(INDArray array) {
        float[] values = copied(array);
        close(array);
        return values;
    }

    private static float[] copied(INDArray array) {
        try (INDArray copy = array.dup('c')) {
            return copy.data().asFloat();
        }
    }

    private static void close(INDArray array) {
        if (!array.wasClosed() && array.closeable()) {
            array.close();
        }
    }
}
