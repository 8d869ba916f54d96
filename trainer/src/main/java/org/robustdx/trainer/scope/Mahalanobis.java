package org.robustdx.trainer.scope;

import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The logarithm of the Mahalanobis distance to the training images, squared and divided by the number of features (Lee et al., NeurIPS 2018, of
 * one class). The correlation matrix is shrunk towards the identity (Ledoit and Wolf, 2004, of fixed weight), so that directions in which
 * training images hardly differ do not decide alone.
 *
 * @param shrinkage weight of the identity, above 0 and at most 1
 */
record Mahalanobis(double shrinkage) implements Distance {
    private static final double TINY = 1e-6;

    @Override
    public Map<String, Matrix> fit(double[][] samples) {
        double[] mean = Statistics.mean(samples);
        double[] scales = Statistics.scales(samples, mean);
        double[][] correlation = Statistics.covariance(Statistics.standardised(samples, mean, scales));
        int n = mean.length;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                correlation[i][j] = (1 - shrinkage) * correlation[i][j] + (i == j ? shrinkage : 0);
            }
        }
        double[][] l = Statistics.cholesky(correlation);
        double[][] whitening = new double[n][];
        for (int i = 0; i < n; i++) {
            double[] unit = new double[n];
            unit[i] = 1 / scales[i];
            whitening[i] = Statistics.forward(l, unit);
        }
        return Map.of("mean", Matrix.vector(mean), "whitening", Matrix.of(whitening));
    }

    @Override
    public SDVariable score(SameDiff sd, SDVariable features, Map<String, SDVariable> arrays) {
        SDVariable white = features.sub(Distance.array(arrays, "mean")).mmul(Distance.array(arrays, "whitening"));
        return sd.math().log(sd.math().square(white).mean(true, 1).add(TINY));
    }
}
