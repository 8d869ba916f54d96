package org.robustdx.trainer.train;

/**
 * Learning rate over a run: a linear warm-up over the first twentieth of the steps, then half a cosine down to a hundredth of the peak (Loshchilov
 * and Hutter, ICLR 2017, without restarts).
 *
 * @param peak highest learning rate
 * @param steps number of steps of the whole run
 */
public record Schedule(double peak, int steps) {
    private static final double WARM_UP = 0.05;
    private static final double FLOOR = 0.01;

    /** Returns the learning rate of the given step, counted from 0. */
    public double at(int step) {
        double warmUp = Math.max(1, WARM_UP * steps);
        if (step < warmUp) {
            return peak * (step + 1) / warmUp;
        }
        double progress = Math.min(1, (step - warmUp) / Math.max(1, steps - warmUp));
        return peak * (FLOOR + (1 - FLOOR) * 0.5 * (1 + Math.cos(Math.PI * progress)));
    }
}
