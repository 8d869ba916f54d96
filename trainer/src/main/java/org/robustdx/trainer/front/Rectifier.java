package org.robustdx.trainer.front;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.trainer.attack.Budget;
import org.robustdx.trainer.attack.Classifier;
import org.robustdx.trainer.attack.UniversalPerturbations;
import org.robustdx.trainer.detect.Detector;
import org.robustdx.trainer.detect.ResidualSpectrum;
import org.robustdx.trainer.model.Network;
import org.robustdx.trainer.nn.Layers;
import org.robustdx.trainer.nn.Results;
import org.robustdx.trainer.nn.StopGradient;
import org.robustdx.trainer.plan.GraphRunner;

/**
 * Perturbation rectifying network (Akhtar et al., CVPR 2018) against universal perturbations. It learns from clean
 * images, and from the same images with real and synthetic universal perturbations of the frozen classifier; its target
 * is the classifier's prediction for the clean image. Its detector looks at the spectrum of what it changes.
 *
 * <p>In the paper, the classifier sees the rectified image only if the detector fires. Here it always does, and the
 * detector raises the alarm.
 *
 * @param width channels of its layers
 * @param epsilon radius of the perturbations, L-inf, in units of 1/255
 * @param steps gradient steps of a real perturbation
 * @param perturbations number of perturbations, real and synthetic together
 */
record Rectifier(int width, double epsilon, int steps, int perturbations) implements Front {
    private static final int BLOCKS = 2;

    /** Makes the first changes small, so that training starts near the identity. */
    private static final double SMALL = 0.1;

    @Override
    public String name() {
        return "rectifier";
    }

    @Override
    public boolean trained() {
        return true;
    }

    @Override
    public SDVariable add(Layers layers, Network behind, SDVariable pixels) {
        int channels = behind.spec().channels();
        String name = PREFIX + name();
        SDVariable h = layers.convRelu(name + ".conv", layers.enter(pixels), channels, width, 3, 1);
        for (int block = 1; block <= BLOCKS; block++) {
            h = layers.residual(name + ".block" + block, h, width, width, 1);
        }
        SDVariable change = layers.leave(layers.conv(name + ".change", h, width, channels, 3, 1));
        return Images.clipped(layers.sd(), pixels.add(change.mul(SMALL)));
    }

    @Override
    public Disturbance disturbance(Classifier frozen, INDArray sample, int[] labels, long seed) {
        int real = (perturbations + 1) / 2;
        Budget budget = new Budget(epsilon);
        List<float[]> all =
                new ArrayList<>(UniversalPerturbations.real(frozen, sample, labels, budget, steps, real, seed));
        all.addAll(UniversalPerturbations.synthetic(List.copyOf(all), budget, perturbations - real, seed));
        return (clean, classes, stepSeed) -> disturbed(clean, all, new SplittableRandom(stepSeed));
    }

    /** Returns each image with one of the perturbations. */
    private static INDArray disturbed(INDArray clean, List<float[]> all, SplittableRandom random) {
        float[] values;
        try (INDArray copy = clean.dup('c')) {
            values = copy.data().asFloat();
        }
        int length = all.get(0).length;
        for (int at = 0; at < values.length; at += length) {
            float[] change = all.get(random.nextInt(all.size()));
            for (int i = 0; i < length; i++) {
                values[at + i] = Math.max(0, Math.min(1, values[at + i] + change[i]));
            }
        }
        return Nd4j.createFromArray(values).reshape(clean.shape());
    }

    @Override
    public SDVariable loss(Layers layers, View clean, View repaired) {
        SDVariable targets = StopGradient.of(layers.sd().nn().softmax(clean.logits()));
        SDVariable likelihood = layers.logSoftmax(repaired.logits()).mul(targets);
        return layers.sd().math().neg(likelihood.sum(1).mean());
    }

    @Override
    public List<Detector> fit(UnaryOperator<INDArray> repair, List<INDArray> clean, List<INDArray> disturbed) {
        int side = (int) clean.get(0).size(2);
        int channels = (int) clean.get(0).size(1);
        SameDiff sd = Layers.newGraph();
        SDVariable changed = sd.placeHolder("changed", DataType.FLOAT, -1, channels, side, side);
        String features = ResidualSpectrum.features(sd, changed, side).name();
        try (GraphRunner runner = GraphRunner.ofOutputs(sd, List.of(features))) {
            return List.of(ResidualSpectrum.fit(
                    side, spectra(runner, features, repair, clean), spectra(runner, features, repair, disturbed)));
        }
    }

    private static float[][] spectra(
            GraphRunner runner, String features, UnaryOperator<INDArray> repair, List<INDArray> batches) {
        List<float[]> rows = new ArrayList<>();
        for (INDArray batch : batches) {
            try (INDArray repaired = repair.apply(batch);
                    INDArray changed = batch.sub(repaired)) {
                INDArray values =
                        Results.get(runner.run(Map.of("changed", changed)).outputs(), features);
                rows.addAll(List.of(values.toFloatMatrix()));
            }
        }
        return rows.toArray(float[][]::new);
    }
}
