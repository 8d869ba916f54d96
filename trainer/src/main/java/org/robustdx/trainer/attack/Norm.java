package org.robustdx.trainer.attack;

import java.util.SplittableRandom;

/**
 * Norm of the distance between an image and its original, over all samples of pixels in [0,1]. A norm provides the
 * operations on its ball: steepest direction, projection and random points.
 */
public enum Norm {
    /** The largest absolute difference of a sample. */
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

    /** The Euclidean length of the differences. */
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
            // A zero or non-finite gradient gives no direction.
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

    /** Relative error of a length in 32-bit arithmetic. */
    private static final double ROUNDING = 1e-6;

    private final String label;

    Norm(String label) {
        this.label = label;
    }

    /** Returns the name in texts: {@code L-inf} or {@code L2}. */
    public String label() {
        return label;
    }

    /** Returns the norm of a change. */
    abstract double length(float[] change);

    /** Returns the dual norm of a gradient: how fast the value grows along {@link #steepest}. */
    abstract double dualLength(float[] gradient);

    /** Writes the change with norm 1 along which the value grows fastest; zeros if the gradient is 0. */
    abstract void steepest(float[] gradient, float[] direction);

    /** Projects a change onto the ball around 0. */
    abstract void shorten(float[] change, double radius);

    /** Fills {@code change} with a point from the uniform distribution on the ball around 0. */
    abstract void fillRandom(float[] change, double radius, SplittableRandom random);

    /** Returns the distance between two images. */
    double distance(float[] a, float[] b) {
        return length(Rows.minus(a, b));
    }

    /**
     * Projects x onto the ball around {@code centre} and onto [0,1].
     *
     * @param centre centre of the ball, in [0,1]
     */
    void project(float[] x, float[] centre, double radius) {
        float[] change = Rows.minus(x, centre);
        shorten(change, radius);
        for (int i = 0; i < x.length; i++) {
            // Clipping moves no sample away from the centre, because the centre is in [0,1].
            x[i] = Math.max(0, Math.min(1, centre[i] + change[i]));
        }
    }
}
