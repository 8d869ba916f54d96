package org.robustdx.trainer.train;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Noise that training adds to the copies of an image, independent in every value. */
public enum Noise {
    /** Uniform in ±strength (the paper's choice, at 0.2). */
    UNIFORM(1) {
        @Override
        double disturbed(double value, double strength, SplittableRandom random) {
            return value + strength * (2 * random.nextDouble() - 1);
        }
    },
    /** Normal with standard deviation strength. */
    GAUSSIAN(0.6) {
        @Override
        double disturbed(double value, double strength, SplittableRandom random) {
            return value + strength * random.nextGaussian();
        }
    },
    /** Sets a share of the values, the strength, to 0 or 1, as dead sensors and bit errors do. */
    SALT_AND_PEPPER(0.25) {
        @Override
        double disturbed(double value, double strength, SplittableRandom random) {
            double u = random.nextDouble();
            return u >= strength ? value : u < strength / 2 ? 0 : 1;
        }
    },
    /** Multiplies each value by a normal number of mean 1 and standard deviation strength, as in ultrasound. */
    SPECKLE(1.2) {
        @Override
        double disturbed(double value, double strength, SplittableRandom random) {
            return value * (1 + strength * random.nextGaussian());
        }
    },
    /** Poisson noise of photon counts: white is 1/strength² photons, so the standard deviation is strength·√value. */
    POISSON(0.8) {
        @Override
        double disturbed(double value, double strength, SplittableRandom random) {
            double white = 1 / (strength * strength);
            return Poisson.draw(white * value, random) / white;
        }
    },
    /** One of the other kinds, drawn for each copy. It is scaled to change middle gray about as much as uniform noise of the same strength. */
    MIXTURE(1) {
        @Override
        double disturbed(double value, double strength, SplittableRandom random) {
            throw new IllegalStateException("a mixture is none of its parts");
        }

        @Override
        public void copy(
                float[] source,
                int from,
                float[] target,
                int to,
                int length,
                double strongest,
                SplittableRandom random) {
            Noise part = PARTS.get(random.nextInt(PARTS.size()));
            part.copy(source, from, target, to, length, strongest * part.shareInMixture, random);
        }
    };

    /** The lowest strength of a copy, as a share of the highest. */
    private static final double WEAKEST = 0.1;

    private static final List<Noise> PARTS = List.of(UNIFORM, GAUSSIAN, SALT_AND_PEPPER, SPECKLE, POISSON);

    private final double shareInMixture;

    Noise(double shareInMixture) {
        this.shareInMixture = shareInMixture;
    }

    abstract double disturbed(double value, double strength, SplittableRandom random);

    /**
     * Writes a noisy copy of one image. Draws the strength of the copy.
     *
     * @param source holds the image at {@code from}, values in [0,1]
     * @param target receives the copy at {@code to}, clipped to [0,1]
     * @param length values of an image
     * @param strongest largest strength, 0 to 1
     */
    public void copy(
            float[] source, int from, float[] target, int to, int length, double strongest, SplittableRandom random) {
        double strength = strongest * (WEAKEST + (1 - WEAKEST) * random.nextDouble());
        for (int i = 0; i < length; i++) {
            target[to + i] = noisy(source[from + i], strength, random);
        }
    }

    /** Returns one value in [0,1] under noise of exactly this strength, clipped to [0,1]. A mixture has no such value. */
    public float noisy(double value, double strength, SplittableRandom random) {
        return (float) Math.min(1, Math.max(0, disturbed(value, strength, random)));
    }

    /** Returns its name on the command line and in files, such as {@code salt-and-pepper}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
