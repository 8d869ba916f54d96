package org.robustdx.trainer.train;

import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.trainer.data.Batch;
import org.robustdx.trainer.model.ModelSpec;

/** Makes a training step's arrays of a batch of clean images: noisy copies behind them, targets beside them. */
public final class BatchAssembler {
    private final TrainOptions options;
    private final ModelSpec spec;
    private final double[] classWeights;
    private final int groups;

    /**
     * Creates an assembler.
     *
     * @param classWeights factor on the loss of each class
     */
    public BatchAssembler(TrainOptions options, ModelSpec spec, double[] classWeights) {
        this.options = options;
        this.spec = spec;
        this.classWeights = classWeights.clone();
        this.groups = 1 + options.objective().copies();
    }

    /** Returns {@code [(1+k)·n,C,H,W]}: the clean images, then k times their noisy copies. */
    public INDArray pixels(Batch batch, SplittableRandom random) {
        float[] clean = batch.pixels();
        float[] all = new float[groups * clean.length];
        System.arraycopy(clean, 0, all, 0, clean.length);
        int length = clean.length / batch.size();
        for (int copy = 1; copy < groups; copy++) {
            for (int i = 0; i < batch.size(); i++) {
                int to = copy * clean.length + i * length;
                options.noise().copy(clean, i * length, all, to, length, options.noiseStrength(), random);
            }
        }
        int side = spec.imageSize();
        return Nd4j.createFromArray(all).reshape((long) groups * batch.size(), spec.channels(), side, side);
    }

    /** Returns {@code [(1+k)·n,K]}: smoothed labels times class weights. */
    public INDArray targets(Batch batch) {
        int classes = spec.classes();
        float[] values = new float[groups * batch.size() * classes];
        for (int row = 0; row < groups * batch.size(); row++) {
            int label = batch.labels()[row % batch.size()];
            double spread = options.labelSmoothing() / classes;
            for (int k = 0; k < classes; k++) {
                double target = spread + (k == label ? 1 - options.labelSmoothing() : 0);
                values[row * classes + k] = (float) (target * classWeights[label]);
            }
        }
        return Nd4j.createFromArray(values).reshape((long) groups * batch.size(), classes);
    }
}
