package org.robustdx.trainer.scope;

import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The logarithm of what the principal directions of the training images leave unexplained: the mean square of the standardised features less
 * their projection.
 *
 * @param directions how many, at most half as many as features
 */
record Residual(int directions) implements Distance {
    private static final double TINY = 1e-4;

    @Override
    public Map<String, Matrix> fit(double[][] samples) {
        double[] mean = Statistics.mean(samples);
        double[] scales = Statistics.scales(samples, mean);
        double[][] covariance = Statistics.covariance(Statistics.standardised(samples, mean, scales));
        int k = Math.max(1, Math.min(directions, mean.length / 2));
        double[][] principal = Statistics.principalDirections(covariance, k);
        double[][] columns = new double[mean.length][k];
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < mean.length; j++) {
                columns[j][i] = principal[i][j] * Math.sqrt(1.0 / mean.length);
            }
        }
        return Map.of(
                "mean", Matrix.vector(mean),
                "scales", Matrix.vector(Scaled.reciprocal(scales)),
                "directions", Matrix.of(columns));
    }

    @Override
    public SDVariable score(SameDiff sd, SDVariable features, Map<String, SDVariable> arrays) {
        SDVariable standardised = Scaled.of(features, arrays);
        SDVariable directions = Distance.array(arrays, "directions");
        // The directions have length 1 / sqrt(features): projecting back takes that many features.
        long dimensions = directions.getShape()[0];
        SDVariable explained =
                standardised.mmul(directions).mmul(directions.permute(1, 0)).mul((double) dimensions);
        // Not as a difference of two squares: where hardly anything is unexplained, rounding would decide its
        // logarithm.
        return sd.math()
                .log(sd.math().square(standardised.sub(explained)).mean(true, 1).add(TINY));
    }
}
