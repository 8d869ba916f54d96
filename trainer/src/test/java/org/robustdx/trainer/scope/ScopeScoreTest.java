package org.robustdx.trainer.scope;

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
import org.robustdx.trainer.detect.Detector;

class ScopeScoreTest {
    private static final ScopeScore TWO =
            new ScopeScore(List.of(new ScopeScore.Part("a", 1, 2), new ScopeScore.Part("b", -3, 0.5)));

    @Test
    void isTheLogarithmOfTheSumOfSquaresInUnitsOfTheTails() {
        assertThat(score(5, -2)).isCloseTo(Math.log(1 + 4 + 4), within(1e-5));
        assertThat(score(3, -3)).isCloseTo(Math.log(1 + 1), within(1e-5));
    }

    @Test
    void ordinaryScoresInOneDetectorDoNotMakeUpForAnother() {
        assertThat(score(5, -3)).isEqualTo(score(5, -300));
        assertThat(score(-9, -9)).isZero();
    }

    @Test
    void fitTakesTheMedianAndTheDistanceToThe99thPercentile() {
        float[] scores = new float[101];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = i;
        }
        ScopeScore fitted = ScopeScore.fit(List.of("a"), Map.of("a", scores));

        assertThat(fitted.parts()).containsExactly(new ScopeScore.Part("a", 50, 49));
    }

    @Test
    void fitToIdenticalScoresIsFinite() {
        assertThat(ScopeScore.fit(List.of("a"), Map.of("a", new float[] {2, 2})).parts())
                .allSatisfy(part -> assertThat(part.tail()).isPositive());
    }

    @Test
    void shouldRejectWhatCannotBeSummed() {
        assertThatThrownBy(() -> new ScopeScore(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("parts: none (expected: at least 1)");
        assertThatThrownBy(() -> new ScopeScore.Part("a", 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ScopeScore.fit(List.of("a"), Map.of()))
                .hasMessage("inScope: no score of a (expected: at least 1)");
        SameDiff sd = SameDiff.create();
        assertThatThrownBy(() -> TWO.score(sd, readings(sd, Map.of())))
                .hasMessage("detectors: [] before scope (expected: a among them)");
    }

    private static double score(double a, double b) {
        SameDiff sd = SameDiff.create();
        Map<String, SDVariable> scores = new LinkedHashMap<>();
        scores.put("a", sd.constant(Nd4j.createFromArray(new double[][] {{a}})));
        scores.put("b", sd.constant(Nd4j.createFromArray(new double[][] {{b}})));
        return TWO.score(sd, readings(sd, scores)).eval().getDouble(0);
    }

    private static Detector.Readings readings(SameDiff sd, Map<String, SDVariable> scores) {
        SDVariable any = sd.constant(Nd4j.scalar(0.0));
        return new Detector.Readings(any, any, any, any, any, any, scores);
    }
}
