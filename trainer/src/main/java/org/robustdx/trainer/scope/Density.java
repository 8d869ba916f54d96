package org.robustdx.trainer.scope;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The negative logarithm of the density of training images around an image, by a kernel that falls with the sixteenth power of the distance: a
 * smooth form of the distance to the nearest neighbour, with gradients everywhere and without underflow.
 *
 * @param references how many training images to keep, at most
 */
record Density(int references) implements Distance {
    /** Three squarings. */
    private static final int POWER = 8;

    private static final double TINY = 1e-35;

    @Override
    public Map<String, Matrix> fit(double[][] samples) {
        double[] mean = Statistics.mean(samples);
        double[] scales = Statistics.scales(samples, mean);
        double[][] all = Statistics.standardised(samples, mean, scales);
        int[] order = shuffled(all.length);
        int m = Math.max(1, Math.min(references, all.length - 1));
        double[][] kept = new double[m][];
        double[] squares = new double[m];
        for (int i = 0; i < m; i++) {
            kept[i] = all[order[i]];
            squares[i] = Statistics.dot(kept[i], kept[i]);
        }
        // The kernel's width: how near the nearest reference usually is. Images that are no references tell, where
        // there are some.
        int last = Math.min(all.length, m + 512);
        double[] nearest = new double[last - m];
        for (int i = m; i < last; i++) {
            double[] sample = all[order[i]];
            double own = Statistics.dot(sample, sample);
            double least = Double.POSITIVE_INFINITY;
            for (int j = 0; j < m; j++) {
                least = Math.min(least, own + squares[j] - 2 * Statistics.dot(sample, kept[j]));
            }
            nearest[i - m] = least;
        }
        Arrays.sort(nearest);
        double[][] columns = new double[mean.length][m];
        for (int j = 0; j < m; j++) {
            for (int i = 0; i < mean.length; i++) {
                columns[i][j] = -2 * kept[j][i];
            }
        }
        return Map.of(
                "mean", Matrix.vector(mean),
                "scales", Matrix.vector(Scaled.reciprocal(scales)),
                "references", Matrix.of(columns),
                "squares", Matrix.vector(squares),
                "width", Matrix.vector(new double[] {Math.max(1e-3, nearest[nearest.length / 2])}));
    }

    private static int[] shuffled(int n) {
        Random random = new Random(1);
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    @Override
    public SDVariable score(SameDiff sd, SDVariable features, Map<String, SDVariable> arrays) {
        SDVariable standardised = Scaled.of(features, arrays);
        SDVariable own = sd.math().square(standardised).sum(true, 1);
        SDVariable distances = standardised
                .mmul(Distance.array(arrays, "references"))
                .add(Distance.array(arrays, "squares"))
                .add(own);
        SDVariable width = Distance.array(arrays, "width");
        SDVariable near =
                sd.math().reciprocal(sd.nn().relu(distances, 0).add(width)).mul(width);
        SDVariable kernel = sd.math().square(sd.math().square(sd.math().square(near)));
        return sd.math().log(kernel.mean(true, 1).add(TINY)).mul(-1.0 / POWER);
    }
}
