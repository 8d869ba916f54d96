package org.robustdx.trainer.front;

import java.util.List;
import java.util.Random;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.trainer.attack.Classifier;
import org.robustdx.trainer.detect.Detector;
import org.robustdx.trainer.detect.FrontDetectors;
import org.robustdx.trainer.model.Network;
import org.robustdx.trainer.nn.Layers;

/**
 * MagNet (Meng and Chen, CCS 2017): an auto-encoder that learned clean images alone, with noise, is the reformer. Its
 * reconstruction error, and the divergence of the predictions with and without it at T = 10 and T = 40, are detectors
 * with an alarm of their own. As in the paper's network for colour images, the auto-encoder has no bottleneck.
 *
 * @param width channels of its layers
 * @param noise standard deviation of the noise in training
 */
record MagNet(int width, double noise) implements Front {
    @Override
    public String name() {
        return "magnet";
    }

    @Override
    public boolean trained() {
        return true;
    }

    @Override
    public SDVariable add(Layers layers, Network behind, SDVariable pixels) {
        int channels = behind.spec().channels();
        String name = PREFIX + name();
        SDVariable h = layers.convRelu(name + ".conv1", layers.enter(pixels), channels, width, 3, 1);
        h = layers.convRelu(name + ".conv2", h, width, width, 3, 1);
        return layers.sd().nn().sigmoid(layers.leave(layers.conv(name + ".image", h, width, channels, 3, 1)));
    }

    @Override
    public List<Detector> detectors() {
        return List.of(FrontDetectors.FRONT_ERROR, FrontDetectors.FRONT_JSD_T10, FrontDetectors.FRONT_JSD_T40);
    }

    @Override
    public Disturbance disturbance(Classifier frozen, INDArray sample, int[] labels, long seed) {
        return (clean, classes, stepSeed) -> {
            Random random = new Random(stepSeed);
            float[] values;
            try (INDArray copy = clean.dup('c')) {
                values = copy.data().asFloat();
            }
            for (int i = 0; i < values.length; i++) {
                values[i] = Math.max(0, Math.min(1, values[i] + (float) (noise * random.nextGaussian())));
            }
            return Nd4j.createFromArray(values).reshape(clean.shape());
        };
    }

    @Override
    public SDVariable loss(Layers layers, View clean, View repaired) {
        return layers.sd().math().square(repaired.pixels().sub(clean.pixels())).mean();
    }
}
