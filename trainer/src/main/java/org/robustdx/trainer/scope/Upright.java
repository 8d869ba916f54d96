package org.robustdx.trainer.scope;

import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Fisher's linear discriminant between training images and the same images upside down. For tasks whose images have a defined upright position;
 * distances alone miss images that are only turned, as turned images are close to upright ones in other respects.
 *
 * @param cells rows and columns of the features, which are thumbnails: {@code C·cells·cells} numbers
 */
record Upright(int cells) implements Distance {
    private static final double SHRINKAGE = 0.05;

    @Override
    public Map<String, Matrix> fit(double[][] samples) {
        double[] mean = Statistics.mean(samples);
        double[] turned = upsideDown(mean);
        int n = mean.length;
        double[][] centred = new double[samples.length][n];
        for (int i = 0; i < centred.length; i++) {
            for (int j = 0; j < n; j++) {
                centred[i][j] = samples[i][j] - mean[j];
            }
        }
        double[][] within = Statistics.covariance(centred);
        double[][] pooled = new double[n][n];
        double trace = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                pooled[i][j] = (within[i][j] + within[flipped(i)][flipped(j)]) / 2;
            }
            trace += pooled[i][i];
        }
        for (int i = 0; i < n; i++) {
            pooled[i][i] += SHRINKAGE * trace / n + 1e-9;
        }
        double[] difference = new double[n];
        double[] middle = new double[n];
        for (int j = 0; j < n; j++) {
            difference[j] = turned[j] - mean[j];
            middle[j] = (turned[j] + mean[j]) / 2;
        }
        double[][] l = Statistics.cholesky(pooled);
        double[] direction = Statistics.backward(l, Statistics.forward(l, difference));
        // The mean upright image scores -0.5, the same upside down 0.5.
        double between = Math.max(1e-12, Statistics.dot(direction, difference));
        double[][] column = new double[n][1];
        for (int j = 0; j < n; j++) {
            column[j][0] = direction[j] / between;
        }
        return Map.of("middle", Matrix.vector(middle), "direction", Matrix.of(column));
    }

    private double[] upsideDown(double[] features) {
        double[] turned = new double[features.length];
        for (int j = 0; j < features.length; j++) {
            turned[j] = features[flipped(j)];
        }
        return turned;
    }

    /** Returns where feature j is after the thumbnail was flipped up-down. */
    private int flipped(int j) {
        int row = j / cells % cells;
        return j + (cells - 1 - 2 * row) * cells;
    }

    @Override
    public SDVariable score(SameDiff sd, SDVariable features, Map<String, SDVariable> arrays) {
        return features.sub(Distance.array(arrays, "middle")).mmul(Distance.array(arrays, "direction"));
    }
}
