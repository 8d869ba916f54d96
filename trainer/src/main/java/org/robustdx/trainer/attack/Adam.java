package org.robustdx.trainer.attack;

/** The optimiser Adam (Kingma and Ba, ICLR 2015, algorithm 1), which minimises a function of one row of numbers. */
final class Adam {
    private static final double BETA_1 = 0.9;
    private static final double BETA_2 = 0.999;
    private static final double TINY = 1e-8;

    private final double rate;
    private final double[] mean;
    private final double[] square;
    private int steps;

    Adam(double rate, int length) {
        this.rate = rate;
        mean = new double[length];
        square = new double[length];
    }

    /** Moves {@code x} one step against its gradient. */
    void step(float[] x, float[] gradient) {
        steps++;
        double unbiased1 = 1 - Math.pow(BETA_1, steps);
        double unbiased2 = 1 - Math.pow(BETA_2, steps);
        for (int i = 0; i < x.length; i++) {
            double g = Float.isFinite(gradient[i]) ? gradient[i] : 0;
            mean[i] = BETA_1 * mean[i] + (1 - BETA_1) * g;
            square[i] = BETA_2 * square[i] + (1 - BETA_2) * g * g;
            x[i] -= (float) (rate * (mean[i] / unbiased1) / (Math.sqrt(square[i] / unbiased2) + TINY));
        }
    }
}
