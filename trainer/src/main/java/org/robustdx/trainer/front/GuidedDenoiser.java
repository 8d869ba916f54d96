package org.robustdx.trainer.front;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.attack.Classifier;
import org.robustdx.trainer.attack.Norm;
import org.robustdx.trainer.attack.TrainingAttack;
import org.robustdx.trainer.common.OneHotRows;
import org.robustdx.trainer.model.Network;
import org.robustdx.trainer.nn.Layers;

/**
 * High-level representation guided denoiser (Liao et al., CVPR 2018): a U-Net that predicts the perturbation, which is
 * then subtracted. It learns from attacks on the frozen classifier, which do not know the denoiser: one to several
 * gradient steps, with a radius of its own for each batch. The loss is the mean absolute difference from the clean image
 * in pixels, logits or features.
 *
 * @param guide what the loss compares
 * @param width channels of the first stage
 * @param epsilon largest radius of the attacks in training, in units of 1/255
 * @param steps largest number of their steps
 */
record GuidedDenoiser(Guide guide, int width, double epsilon, int steps) implements Front {
    /** What the loss compares. */
    enum Guide {
        /** The clean image (PGD in the paper). */
        PIXELS("hgd-pixel"),
        /** The classifier's logits (LGD). */
        LOGITS("hgd-logit"),
        /** The classifier's high-level features (FGD). */
        FEATURES("hgd-feature");

        private final String front;

        Guide(String front) {
            this.front = front;
        }
    }

    /** Makes the first predictions small, so that training starts near the identity. */
    private static final double SMALL = 0.1;

    @Override
    public String name() {
        return guide.front;
    }

    @Override
    public boolean trained() {
        return true;
    }

    @Override
    public SDVariable add(Layers layers, Network behind, SDVariable pixels) {
        int channels = behind.spec().channels();
        String name = PREFIX + name();
        SDVariable full = layers.convRelu(name + ".full", layers.enter(pixels), channels, width, 3, 1);
        SDVariable half = layers.convRelu(name + ".half.down", full, width, 2 * width, 3, 2);
        half = layers.convRelu(name + ".half", half, 2 * width, 2 * width, 3, 1);
        SDVariable quarter = layers.convRelu(name + ".quarter.down", half, 2 * width, 4 * width, 3, 2);
        quarter = layers.convRelu(name + ".quarter", quarter, 4 * width, 4 * width, 3, 1);
        SDVariable up = layers.relu(layers.upconv(name + ".half.up", quarter, 4 * width, 2 * width, 3));
        up = layers.convRelu(name + ".half.join", layers.concat(half, up), 4 * width, 2 * width, 3, 1);
        SDVariable top = layers.relu(layers.upconv(name + ".full.up", up, 2 * width, width, 3));
        top = layers.convRelu(name + ".full.join", layers.concat(full, top), 2 * width, width, 3, 1);
        SDVariable change = layers.conv(name + ".change", top, width, channels, 1, 1);
        return Images.clipped(layers.sd(), pixels.sub(layers.leave(change).mul(SMALL)));
    }

    @Override
    public Disturbance disturbance(Classifier frozen, INDArray sample, int[] labels, long seed) {
        return (clean, classes, stepSeed) -> {
            SplittableRandom random = new SplittableRandom(stepSeed);
            int now = 1 + random.nextInt(steps);
            double radius = epsilon / 255 * random.nextDouble(0.125, 1);
            double[] radii = new double[classes.length];
            Arrays.fill(radii, radius);
            TrainingAttack.Start start = random.nextBoolean() ? TrainingAttack.Start.BALL : TrainingAttack.Start.IMAGE;
            double length = now == 1 ? 1 : Math.min(1, 1.5 / now);
            return new TrainingAttack(Norm.LINF, now, length, start, 1)
                    .perturb(frozen, clean, OneHotRows.of(classes, frozen.classes()), radii, stepSeed);
        };
    }

    @Override
    public SDVariable loss(Layers layers, View clean, View repaired) {
        SameDiff sd = layers.sd();
        return switch (guide) {
            case PIXELS -> distance(sd, clean.pixels(), repaired.pixels());
            case LOGITS -> distance(sd, clean.logits(), repaired.logits());
            case FEATURES -> distance(sd, clean.features(), repaired.features());
        };
    }

    private static SDVariable distance(SameDiff sd, SDVariable a, SDVariable b) {
        return sd.math().abs(a.sub(b)).mean();
    }
}
