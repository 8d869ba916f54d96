package org.robustdx.trainer.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class DistanceTest {
    /** Two features of variances 4 and 0.25, correlated as x and x + noise are. */
    private static final double[][] SAMPLES = samples();

    @Test
    void mahalanobisOfUncorrelatedFeaturesIsTheMeanSquareInStandardDeviations() {
        double[][] crossed = {{2, 0}, {-2, 0}, {0, 1}, {0, -1}};
        // Variances are 2 and 0.5; correlation is 0, so shrinkage changes nothing.
        double score = score(new Mahalanobis(0.1), crossed, 2, 1);

        assertThat(Math.exp(score)).isCloseTo((4 / 2.0 + 1 / 0.5) / 2, within(1e-4));
    }

    @Test
    void mahalanobisSeesWhatGoesAgainstTheCorrelation() {
        assertThat(score(new Mahalanobis(0.01), SAMPLES, 2, -0.5))
                .isGreaterThan(score(new Mahalanobis(0.01), SAMPLES, 2, 0.5) + 1);
    }

    @Test
    void residualIgnoresThePrincipalDirection() {
        Residual one = new Residual(1);

        assertThat(score(one, SAMPLES, 20, 5)).isLessThan(score(one, SAMPLES, 2, -0.5));
    }

    @Test
    void densityFallsWithTheDistanceToTheNearestTrainingImage() {
        double[][] clusters = new double[60][];
        Random random = new Random(1);
        for (int i = 0; i < clusters.length; i++) {
            double centre = i % 2 == 0 ? -5 : 5;
            clusters[i] = new double[] {centre + 0.2 * random.nextGaussian(), 0.2 * random.nextGaussian()};
        }
        Density density = new Density(40);
        double inside = score(density, clusters, 5, 0);
        double between = score(density, clusters, 0, 0);

        assertThat(between).isGreaterThan(inside + 1);
        assertThat(score(density, clusters, 1e4, 1e4)).isFinite().isGreaterThan(between);
    }

    @Test
    void uprightTellsThumbnailsFromTheSameUpsideDown() {
        Random random = new Random(2);
        double[][] brightAbove = new double[200][16];
        for (double[] image : brightAbove) {
            Arrays.setAll(image, j -> (j < 8 ? 1 : 0) + 0.3 * random.nextGaussian());
        }
        Upright upright = new Upright(4);
        double[] turned = new double[16];
        Arrays.fill(turned, 8, 16, 1);
        double[] straight = new double[16];
        Arrays.fill(straight, 0, 8, 1);

        assertThat(score(upright, brightAbove, turned)).isPositive();
        assertThat(score(upright, brightAbove, straight)).isCloseTo(-score(upright, brightAbove, turned), within(0.1));
    }

    @Test
    void principalDirectionIsThatOfTheLargestVariance() {
        double[][] directions = Statistics.principalDirections(new double[][] {{5, 4}, {4, 5}}, 1);

        assertThat(Math.abs(directions[0][0])).isCloseTo(Math.sqrt(0.5), within(1e-9));
        assertThat(directions[0][0]).isCloseTo(directions[0][1], within(1e-9));
    }

    private static double[][] samples() {
        Random random = new Random(5);
        double[][] samples = new double[500][];
        for (int i = 0; i < samples.length; i++) {
            double x = random.nextGaussian();
            samples[i] = new double[] {2 * x, 0.5 * x + 0.1 * random.nextGaussian()};
        }
        return samples;
    }

    private static double score(Distance distance, double[][] samples, double... features) {
        SameDiff sd = SameDiff.create();
        Map<String, SDVariable> arrays = new LinkedHashMap<>();
        distance.fit(samples).forEach((name, m) -> {
            INDArray values = Nd4j.createFromArray(m.values());
            arrays.put(name, sd.constant(name, m.rows() == 1 ? values : values.reshape(m.rows(), m.columns())));
        });
        float[] row = new float[features.length];
        for (int i = 0; i < row.length; i++) {
            row[i] = (float) features[i];
        }
        SDVariable x = sd.constant("x", Nd4j.createFromArray(new float[][] {row}));
        return distance.score(sd, x, arrays).eval().getDouble(0);
    }
}
