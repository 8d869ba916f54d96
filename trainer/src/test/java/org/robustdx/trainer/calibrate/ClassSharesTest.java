package org.robustdx.trainer.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ClassSharesTest {
    @Test
    void shouldFindTheSharesOfImagesWhoseProbabilitiesAreHonestForOtherShares() {
        Random random = new Random(5);
        double[][] probabilities = new double[20_000][];
        for (int i = 0; i < probabilities.length; i++) {
            // A tenth of the images is of the second class; the probabilities take both classes for equally common.
            double x = random.nextGaussian() + (i % 10 == 0 ? 1 : -1);
            double p = 1 / (1 + Math.exp(-2 * x));
            probabilities[i] = new double[] {1 - p, p};
        }
        double[] shares = ClassShares.estimate(probabilities, new double[] {0.5, 0.5});
        assertThat(shares[1]).isCloseTo(0.1, within(0.01));
        assertThat(shares[0] + shares[1]).isCloseTo(1, within(1e-9));
    }

    @Test
    void shouldKeepThePriorWhereTheProbabilitiesSayNothing() {
        double[] shares = ClassShares.estimate(new double[][] {{0.3, 0.7}, {0.3, 0.7}}, new double[] {0.3, 0.7});
        assertThat(shares[1]).isCloseTo(0.7, within(1e-9));
    }

    @Test
    void shouldRejectInvalidArguments() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClassShares.estimate(new double[0][], new double[] {0.5, 0.5}))
                .withMessage("probabilities: of no image (expected: at least one)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClassShares.estimate(new double[][] {{1, 0}}, new double[] {1, 0}))
                .withMessage("prior: [1.0, 0.0] (expected: all above 0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClassShares.estimate(new double[][] {{1}}, new double[] {0.5, 0.5}))
                .withMessage("probabilities: 1 (expected: 2, one per class)");
    }
}
