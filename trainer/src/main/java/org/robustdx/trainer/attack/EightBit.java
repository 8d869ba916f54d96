package org.robustdx.trainer.attack;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Rounds adversarial images to multiples of 1/255, as image files store them, without exceeding the budget. */
public final class EightBit {
    private static final double TOP = 255;

    private EightBit() {}

    /**
     * Returns the adversarial images, rounded. For L-inf, each sample is rounded to the nearest multiple of 1/255
     * within ε. For L2, rounding each sample to the nearest could lengthen a change that is spread over the whole
     * image. Therefore samples are rounded towards the original first. Then the samples with the largest loss are
     * rounded away from it, as long as the length allows.
     *
     * @param pixels the originals {@code [N,C,H,W]}, multiples of 1/255
     * @param adversarial {@code [N,C,H,W]} in [0,1], within the budget
     * @return a new array {@code [N,C,H,W]}
     */
    public static INDArray round(INDArray pixels, INDArray adversarial, Budget budget) {
        float[][] clean = Oracle.rows(pixels);
        float[][] rows = Oracle.rows(adversarial);
        for (int i = 0; i < rows.length; i++) {
            int[] change = budget.norm() == Norm.LINF
                    ? nearest(clean[i], rows[i], (int) Math.floor(budget.epsilon()))
                    : sameLength(clean[i], rows[i]);
            for (int j = 0; j < change.length; j++) {
                long level = Math.round(TOP * clean[i][j]) + change[j];
                rows[i][j] = (float) (Math.max(0, Math.min(255, level)) / TOP);
            }
        }
        return Oracle.images(rows, pixels.shape(), pixels.dataType());
    }

    private static int[] nearest(float[] clean, float[] adversarial, int most) {
        int[] change = new int[clean.length];
        for (int j = 0; j < change.length; j++) {
            long levels = Math.round(TOP * adversarial[j]) - Math.round(TOP * clean[j]);
            change[j] = (int) Math.max(-most, Math.min(most, levels));
        }
        return change;
    }

    private static int[] sameLength(float[] clean, float[] adversarial) {
        int[] change = new int[clean.length];
        double[] lost = new double[clean.length];
        double allowed = 0;
        long spent = 0;
        for (int j = 0; j < change.length; j++) {
            double levels = TOP * ((double) adversarial[j] - clean[j]);
            change[j] = (int) levels;
            lost[j] = Math.abs(levels - change[j]);
            allowed += levels * levels;
            spent += (long) change[j] * change[j];
        }
        int[] byLoss = IntStream.range(0, change.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer j) -> lost[j]).reversed())
                .mapToInt(Integer::intValue)
                .toArray();
        for (int j : byLoss) {
            long cost = 2L * Math.abs(change[j]) + 1;
            if (lost[j] > 0 && spent + cost <= allowed) {
                change[j] += adversarial[j] > clean[j] ? 1 : -1;
                spent += cost;
            }
        }
        return change;
    }
}
