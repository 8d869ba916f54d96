package org.robustdx.trainer.attack;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Evaluates a classifier on plain rows of numbers, one row per image. Closes all native arrays. Pads batches to one of
 * a few sizes, because the model builds a new execution plan for each size.
 */
final class Oracle {
    private final Classifier model;
    private final long[] shape;
    private final DataType type;

    /** Creates an oracle for images with the shape of {@code pixels} {@code [N,C,H,W]}. */
    Oracle(Classifier model, INDArray pixels) {
        this.model = model;
        shape = pixels.shape().clone();
        type = pixels.dataType();
    }

    /**
     * Losses of images with their gradients.
     *
     * @param losses one per image
     * @param logits {@code [N][K]}
     * @param byPixels {@code [N][C·H·W]}: gradient of each loss with respect to the image's pixels
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

    /** Returns the gradient of each image's weighted sum of logits with respect to its pixels. */
    float[][] logitsGradient(float[][] x, float[][] cotangents) {
        try (INDArray pixels = images(Rows.padded(x));
                INDArray weights = matrix(Rows.padded(cotangents))) {
            return Arrays.copyOf(taken(model.logitsGradient(pixels, weights)), x.length);
        }
    }

    /**
     * Returns the loss of each image with its gradient.
     *
     * @param targets target classes, for losses that have one
     */
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

    /** Returns the gradient of each image's cross-entropy with a distribution over the classes. */
    float[][] crossEntropyGradient(float[][] x, float[][] targets) {
        try (INDArray pixels = images(Rows.padded(x));
                INDArray distributions = matrix(Rows.padded(targets))) {
            Classifier.Gradient gradient = model.crossEntropyGradient(pixels, distributions);
            close(gradient.losses());
            close(gradient.logits());
            return Arrays.copyOf(taken(gradient.byPixels()), x.length);
        }
    }

    /** Needs one pass. Other losses need two, because the weights of the gradient depend on the logits. */
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

    /** Returns rows as images with the C, H and W of {@code shape}. */
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

    /** Returns an array as rows; its first axis is the image. */
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

    /** Returns an array as rows and closes it. */
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
