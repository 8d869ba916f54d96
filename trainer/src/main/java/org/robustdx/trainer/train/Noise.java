package org.robustdx.trainer.train;

import java.util.SplittableRandom;

/** Noise that training adds to the copies of an image. */
public enum Noise {
    /** Independent in every value, uniform in ±strength (the paper's choice, at 0.2). */
    UNIFORM {
        @Override
        double draw(SplittableRandom random) {
            return 2 * random.nextDouble() - 1;
        }
    },
    /** Independent in every value, normal with standard deviation strength. */
    GAUSSIAN {
        @Override
        double draw(SplittableRandom random) {
            return random.nextGaussian();
        }
    };

    /** Each copy's strength is drawn between this share of the strongest and the strongest. */
    private static final double WEAKEST = 0.1;

    abstract double draw(SplittableRandom random);

    /**
     * Writes a noisy copy of one image; its strength is drawn for it.
     *
     * @param source holds the image at {@code from}, values in [0,1]
     * @param target receives it at {@code to}, clipped to [0,1]
     * @param length values of an image
     * @param strongest largest strength, 0 to 1
     */
    public void copy(
            float[] source, int from, float[] target, int to, int length, double strongest, SplittableRandom random) {
        double strength = strongest * (WEAKEST + (1 - WEAKEST) * random.nextDouble());
        for (int i = 0; i < length; i++) {
            double value = source[from + i] + strength * draw(random);
            target[to + i] = (float) Math.min(1, Math.max(0, value));
        }
    }
}
