package org.robustdx.trainer.attack;

import java.util.SplittableRandom;

/**
 * How the distance of an image from its original is measured, over all samples of its pixels in [0,1]. Each norm knows its ball: the
 * steepest way up, the way back into the ball, a random point inside.
 */
public enum Norm {
    /** The largest difference of a sample. */
    LINF("L-inf") {
        @Override
        double length(float[] change) {
            double largest = 0;
            for (float c : change) {
                largest = Math.max(largest, Math.abs(c));
            }
            return largest;
        }

        @Override
        double dualLength(float[] gradient) {
            double sum = 0;
            for (float g : gradient) {
                sum += Math.abs(g);
            }
            return sum;
        }

        @Override
        void steepest(float[] gradient, float[] direction) {
            for (int i = 0; i < gradient.length; i++) {
                direction[i] = gradient[i] > 0 ? 1 : gradient[i] < 0 ? -1 : 0;
            }
        }

        @Override
        void shorten(float[] change, double radius) {
            for (int i = 0; i < change.length; i++) {
                change[i] = (float) Math.max(-radius, Math.min(radius, change[i]));
            }
        }

        @Override
        void fillRandom(float[] change, double radius, SplittableRandom random) {
            for (int i = 0; i < change.length; i++) {
                change[i] = (float) ((2 * random.nextDouble() - 1) * radius);
            }
        }
    },

    /** The root of the summed squares of the differences. */
    L2("L2") {
        @Override
        double length(float[] change) {
            return Math.sqrt(Rows.dot(change, change));
        }

        @Override
        double dualLength(float[] gradient) {
            return length(gradient);
        }

        @Override
        void steepest(float[] gradient, float[] direction) {
            double length = length(gradient);
            // Where there is no slope, or no number, there is no way to go.
            double scale = length > 0 && length < Double.POSITIVE_INFINITY ? 1 / length : 0;
            for (int i = 0; i < gradient.length; i++) {
                direction[i] = scale == 0 ? 0 : (float) (gradient[i] * scale);
            }
        }

        @Override
        void shorten(float[] change, double radius) {
            double length = length(change);
            if (length > radius) {
                double scale = (1 - ROUNDING) * radius / length;
                for (int i = 0; i < change.length; i++) {
                    change[i] = (float) (change[i] * scale);
                }
            }
        }

        @Override
        void fillRandom(float[] change, double radius, SplittableRandom random) {
            java.util.Random normal = new java.util.Random(random.nextLong());
            for (int i = 0; i < change.length; i++) {
                change[i] = (float) normal.nextGaussian();
            }
            double scale = radius * Math.pow(random.nextDouble(), 1.0 / change.length) / length(change);
            for (int i = 0; i < change.length; i++) {
                change[i] *= (float) scale;
            }
        }
    };

    /** What rounding to 32 bits may add to a length, as a share. */
    private static final double ROUNDING = 1e-6;

    private final String label;

    Norm(String label) {
        this.label = label;
    }

    /** Returns its name in writing: {@code L-inf} or {@code L2}. */
    public String label() {
        return label;
    }

    /** Returns the length of a change of an image. */
    abstract double length(float[] change);

    /** Returns the length of a gradient in the dual norm: how fast the value grows along {@link #steepest}. */
    abstract double dualLength(float[] gradient);

    /** Writes the change of length 1 along which the value grows fastest; zeros where there is no slope. */
    abstract void steepest(float[] gradient, float[] direction);

    /** Brings a change into the ball around 0. */
    abstract void shorten(float[] change, double radius);

    /** Fills {@code change} with a point drawn from the ball around 0, every part of it as likely as any other. */
    abstract void fillRandom(float[] change, double radius, SplittableRandom random);

    /** Returns how far apart two images are. */
    double distance(float[] a, float[] b) {
        return length(Rows.minus(a, b));
    }

    /** Brings x into the ball around {@code centre} and into [0,1]; {@code centre} is in [0,1]. */
    void project(float[] x, float[] centre, double radius) {
        float[] change = Rows.minus(x, centre);
        shorten(change, radius);
        for (int i = 0; i < x.length; i++) {
            // Since the centre is in [0,1], this brings no sample further from it.
            x[i] = Math.max(0, Math.min(1, centre[i] + change[i]));
        }
    }
}
