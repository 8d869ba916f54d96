package org.robustdx.trainer.attack;

import java.util.Arrays;

/**
 * Shortest ways onto a hyperplane inside the box [0,1] (Croce and Hein, ICML 2020, "Minimally distorted adversarial examples with a fast adaptive
 * boundary attack", eq. 5 and appendix A).
 */
final class Hyperplane {
    private Hyperplane() {}

    /**
     * Returns the shortest change of x, in this norm, that raises {@code <w, x>} by {@code rise} and keeps x in [0,1]. If no change can do that,
     * the result is the change that raises it most.
     *
     * @param x samples in [0,1]
     * @param w the normal of the hyperplane
     * @param rise how far the hyperplane is; below 0 it is on the side where {@code <w, x>} falls
     */
    static float[] change(Norm norm, float[] x, float[] w, double rise) {
        double side = rise < 0 ? -1 : 1;
        double wanted = Math.abs(rise);
        int length = x.length;
        // Sample i moves at speed[i] until it has used up its room, at time room / speed.
        double[] until = new double[length];
        double[] speed = new double[length];
        double rate = 0;
        int moving = 0;
        Integer[] order = new Integer[length];
        for (int i = 0; i < length; i++) {
            double slope = side * w[i];
            double room = slope > 0 ? 1 - x[i] : x[i];
            speed[i] = slope == 0 ? 0 : norm == Norm.LINF ? 1 : Math.abs(slope);
            if (speed[i] > 0 && room > 0) {
                until[i] = room / speed[i];
                rate += Math.abs(slope) * speed[i];
                order[moving++] = i;
            }
        }
        Integer[] byTime = Arrays.copyOf(order, moving);
        Arrays.sort(byTime, (a, b) -> Double.compare(until[a], until[b]));
        double time = 0;
        double risen = 0;
        for (int i : byTime) {
            double atStop = risen + rate * (until[i] - time);
            if (atStop >= wanted) {
                break;
            }
            risen = atStop;
            time = until[i];
            rate -= Math.abs(w[i]) * speed[i];
        }
        // Rounding may leave a rate of almost 0 after the last sample has stopped.
        time = rate > 1e-12 ? time + (wanted - risen) / rate : time;
        float[] change = new float[length];
        for (int i : byTime) {
            change[i] = (float) (Math.signum(side * w[i]) * speed[i] * Math.min(time, until[i]));
        }
        return change;
    }
}
