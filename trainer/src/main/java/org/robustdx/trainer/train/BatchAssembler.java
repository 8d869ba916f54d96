package org.robustdx.trainer.train;

import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.trainer.attack.Classifier;
import org.robustdx.trainer.data.Batch;
import org.robustdx.trainer.defend.Defence;
import org.robustdx.trainer.model.Signature;

/** Builds the arrays of a training step from a batch of clean images: the images with their noisy and adversarial copies, and the target of each. */
public final class BatchAssembler {
    private final TrainOptions options;
    private final Signature spec;
    private final double[] classWeights;
    private final StepLayout layout;
    private final Defence defence;

    /**
     * Creates an assembler.
     *
     * @param classWeights factor on the loss of each class
     * @param defence the defence that the options name, created once for the whole run
     */
    public BatchAssembler(TrainOptions options, Signature spec, double[] classWeights, Defence defence) {
        this.options = options;
        this.spec = spec;
        this.classWeights = classWeights.clone();
        this.layout = options.layout(defence);
        this.defence = defence;
    }

    /**
     * Returns the examples of the next step.
     *
     * @param model the model before the step, which the defence attacks
     * @param progress completed share of the training, 0 to below 1
     * @param seed of noise and attack
     */
    public Examples examples(Batch batch, Classifier model, double progress, long seed) {
        int n = batch.size();
        float[] clean = batch.pixels();
        INDArray images = Nd4j.createFromArray(clean).reshape(shape(n));
        float[] all = new float[layout.groups() * clean.length];
        if (layout.clean()) {
            System.arraycopy(clean, 0, all, 0, clean.length);
        }
        int length = clean.length / n;
        SplittableRandom random = new SplittableRandom(seed);
        for (int at = layout.first() * n; at < layout.firstAdversarial() * n; at++) {
            options.inputs()
                    .noise()
                    .copy(
                            clean,
                            at % n * length,
                            all,
                            at * length,
                            length,
                            options.inputs().noiseStrength(),
                            random);
        }
        if (layout.adversarial() > 0) {
            try (INDArray attacked = defence.examples(model, images, batch.labels(), progress, seed)) {
                float[] values = attacked.data().asFloat();
                System.arraycopy(values, 0, all, layout.firstAdversarial() * clean.length, values.length);
            }
        }
        INDArray pixels = Nd4j.createFromArray(all).reshape(shape(layout.groups() * n));
        return new Examples(pixels, images, targets(batch, images));
    }

    private long[] shape(int images) {
        return new long[] {images, spec.channels(), spec.imageSize(), spec.imageSize()};
    }

    /** Returns smoothed labels, multiplied by the class weight and by the weight of the group. */
    private INDArray targets(Batch batch, INDArray images) {
        int n = batch.size();
        int classes = spec.classes();
        float[][] distributions = new float[n][classes];
        double smoothing = options.loss().labelSmoothing();
        double spread = smoothing / classes;
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < classes; k++) {
                distributions[i][k] = (float) (spread + (k == batch.labels()[i] ? 1 - smoothing : 0));
            }
        }
        defence.retarget(images, distributions);
        double[] shares = shares();
        float[] values = new float[layout.groups() * n * classes];
        for (int row = 0; row < layout.groups() * n; row++) {
            double weight = shares[row / n] * classWeights[batch.labels()[row % n]];
            for (int k = 0; k < classes; k++) {
                values[row * classes + k] = (float) (distributions[row % n][k] * weight);
            }
        }
        return Nd4j.createFromArray(values).reshape((long) layout.groups() * n, classes);
    }

    /** Returns the weight of each group. Clean and adversarial images share one weight, noisy copies count in full, and the mean is 1. */
    private double[] shares() {
        double[] shares = new double[layout.groups()];
        double adversarial = layout.adversarial() == 0 ? 0 : (1 - defence.cleanShare()) / layout.adversarial();
        double unit = (double) layout.groups() / (1 + layout.noisy());
        for (int group = 0; group < shares.length; group++) {
            double share =
                    group < layout.first() ? defence.cleanShare() : group < layout.firstAdversarial() ? 1 : adversarial;
            shares[group] = unit * share;
        }
        return shares;
    }
}
