package org.robustdx.trainer.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;

class CombinedTest {
    private static final double LN2 = Math.log(2);
    private static final Combined TWO = new Combined(List.of(
            new Combined.Part(Detectors.JSD_T10, 1, LN2, 0.5), new Combined.Part(Detectors.NOISE_FLOOR, 0, -3, 2)));

    @Test
    void isTheSumOfStandardisedLogarithms() {
        // ln(3 + 1) is ln 2 above its centre, which is 2 ln 2 spreads; -1 is one spread above -3.
        assertThat(score(TWO, 3, -1)).isCloseTo(2 * LN2 + 1, within(1e-5));
        assertThat(score(TWO, 1, -3)).isCloseTo(0, within(1e-5));
    }

    @Test
    void lowScoreOfOneDetectorDoesNotCancelAHighScoreOfAnother() {
        // Both are more than two standard deviations below the median.
        assertThat(score(TWO, 3, -20)).isCloseTo(score(TWO, 3, -7), within(1e-6));
        assertThat(score(TWO, 3, -7)).isCloseTo(2 * LN2 - 2, within(1e-5));
        // Rounding may leave a divergence just below 0.
        assertThat(score(TWO, -1e-8, -3)).isCloseTo(score(TWO, 0, -3), within(1e-6));
    }

    @Test
    void fitMakesTheMedianZeroAndTheDeviationOne() {
        float[] floors = {-5, -4, -3, -2, -1};
        Combined fitted = Combined.fit(List.of(Detectors.NOISE_FLOOR), Map.of("noise-floor", floors));

        assertThat(fitted.parts()).containsExactly(new Combined.Part(Detectors.NOISE_FLOOR, 0, -3, Math.sqrt(2)));
    }

    @Test
    void fitTakesTheLogarithmOfScoresAboveATenthOfTheirMedian() {
        Combined fitted = Combined.fit(List.of(Detectors.JSD_T10), Map.of("jsd-t10", new float[] {0, 10, 19}));

        assertThat(fitted.parts().get(0).floor()).isEqualTo(1);
        assertThat(fitted.parts().get(0).centre()).isCloseTo(Math.log(11), within(1e-9));
    }

    @Test
    void fitToIdenticalScoresIsFinite() {
        Combined fitted = Combined.fit(List.of(Detectors.JSD_T10), Map.of("jsd-t10", new float[] {0, 0}));

        assertThat(fitted.parts().get(0).floor()).isPositive();
        assertThat(fitted.parts().get(0).spread()).isPositive();
    }

    @Test
    void shouldRefuseInvalidParts() {
        assertThatThrownBy(() -> new Combined(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("parts: none (expected: at least 1)");
        assertThatThrownBy(() -> Combined.fit(List.of(Detectors.JSD_T10), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cleanScores: none of jsd-t10 (expected: at least 1)");
        assertThatThrownBy(() -> new Combined.Part(Detectors.JSD_T10, 0, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("part jsd-t10: floor 0.0");
        assertThatThrownBy(() -> new Combined.Part(Detectors.NOISE_FLOOR, 0, Double.NaN, 1))
                .isInstanceOf(IllegalArgumentException.class);
        SameDiff sd = SameDiff.create();
        assertThatThrownBy(() -> TWO.score(sd, readings(sd, Map.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("detectors: [] before combined (expected: jsd-t10 among them)");
    }

    private static double score(Combined combined, double divergence, double floor) {
        SameDiff sd = SameDiff.create();
        Map<String, SDVariable> scores = new LinkedHashMap<>();
        scores.put("jsd-t10", sd.constant("a", Nd4j.createFromArray(new float[][] {{(float) divergence}})));
        scores.put("noise-floor", sd.constant("b", Nd4j.createFromArray(new float[][] {{(float) floor}})));
        return combined.score(sd, readings(sd, scores)).eval().getDouble(0);
    }

    private static Detector.Readings readings(SameDiff sd, Map<String, SDVariable> scores) {
        SDVariable any = sd.constant(Nd4j.zeros(1, 1));
        return new Detector.Readings(any, any, any, any, any, any, scores);
    }
}
