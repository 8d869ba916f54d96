package org.robustdx.trainer.attack;

import java.util.Random;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Logits are linear in the pixels, so losses, gradients and the optimal attack are known in closed form. */
public final class LinearClassifier implements Classifier {
    /** {@code [K, C·H·W]}. */
    private final INDArray weights;

    public LinearClassifier(int classes, int length, long seed) {
        double[] values =
                new Random(seed).doubles((long) classes * length, -0.02, 0.02).toArray();
        weights = Nd4j.createFromArray(values).castTo(DataType.FLOAT).reshape(classes, length);
    }

    @Override
    public int classes() {
        return (int) weights.size(0);
    }

    @Override
    public INDArray logits(INDArray pixels) {
        return flat(pixels).mmul(weights.transpose());
    }

    @Override
    public Gradient crossEntropyGradient(INDArray pixels, INDArray targets) {
        INDArray logits = logits(pixels);
        INDArray probabilities = Transforms.softmax(logits, true);
        INDArray losses =
                Transforms.log(probabilities, true).muli(targets).sum(1).negi();
        INDArray byPixels = probabilities.sub(targets).mmul(weights).reshape(pixels.shape());
        return new Gradient(losses, logits, byPixels);
    }

    @Override
    public INDArray logitsGradient(INDArray pixels, INDArray cotangents) {
        return cotangents.mmul(weights).reshape(pixels.shape());
    }

    /** Returns the weights of class k, shaped like an image. */
    public INDArray weights(int k, long... shape) {
        return weights.getRow(k).dup().reshape(shape);
    }

    private static INDArray flat(INDArray pixels) {
        return pixels.dup('c').reshape(pixels.size(0), pixels.length() / pixels.size(0));
    }
}
