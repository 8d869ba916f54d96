package org.robustdx.trainer.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;

class JensenShannonTest {
    @Test
    void identicalPredictionsScoreZero() {
        assertThat(score(1, new float[] {3, -1, 2}, new float[] {3, -1, 2})).isCloseTo(0, within(1e-7));
        // A common shift does not change a softmax.
        assertThat(score(1, new float[] {3, -1, 2}, new float[] {13, 9, 12})).isCloseTo(0, within(1e-6));
    }

    @Test
    void twoExchangedClassesScoreAsInTheFormula() {
        // p = (3/4, 1/4), q = (1/4, 3/4), m = (1/2, 1/2): 3/4 ln 3/2 + 1/4 ln 1/2.
        float ln3 = (float) Math.log(3);

        assertThat(score(1, new float[] {ln3, 0}, new float[] {0, ln3}))
                .isCloseTo(0.75 * Math.log(1.5) + 0.25 * Math.log(0.5), within(1e-6));
    }

    @Test
    void temperatureDividesTheLogits() {
        float ln3 = (float) Math.log(3);

        assertThat(score(10, new float[] {10 * ln3, 0}, new float[] {0, 10 * ln3}))
                .isCloseTo(0.75 * Math.log(1.5) + 0.25 * Math.log(0.5), within(1e-6));
    }

    @Test
    void scoreIsSymmetricAndAtMostLn2() {
        float[] a = {5, -2, 0.5f};
        float[] b = {-4, 1, 7};

        assertThat(score(1, a, b)).isCloseTo(score(1, b, a), within(1e-7));
        assertThat(score(1, new float[] {500, 0}, new float[] {0, 500})).isCloseTo(Math.log(2), within(1e-6));
        assertThat(score(1, new float[] {500, 0, 0}, new float[] {0, 500, 0})).isCloseTo(Math.log(2), within(1e-6));
    }

    @Test
    void nameContainsTheTemperature() {
        assertThat(new JensenShannon(10).id()).isEqualTo("jsd-t10");
        assertThat(new JensenShannon(0.5).id()).isEqualTo("jsd-t0.5");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN})
    void shouldRefuseATemperatureThatIsNotPositive(double temperature) {
        assertThatThrownBy(() -> new JensenShannon(temperature))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("temperature: " + temperature + " (expected: > 0)");
    }

    private static double score(double temperature, float[] logits, float[] again) {
        SameDiff sd = SameDiff.create();
        SDVariable p = sd.constant("p", Nd4j.createFromArray(new float[][] {logits}));
        SDVariable q = sd.constant("q", Nd4j.createFromArray(new float[][] {again}));
        return new JensenShannon(temperature)
                .score(sd, new Detector.Readings(p, p, p, q, q, q, Map.of()))
                .eval()
                .getDouble(0);
    }
}
