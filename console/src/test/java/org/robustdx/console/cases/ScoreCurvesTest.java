package org.robustdx.console.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.robustdx.console.Alerts;
import org.robustdx.schemas.DetectorReading;
import org.robustdx.schemas.Verdict;

class ScoreCurvesTest {
    private static final String MODEL = "ab".repeat(32);

    private final ScoreCurves curves = new ScoreCurves();

    private void add(String detector, float score, double pValue) {
        curves.add(Alerts.diagnosis(
                "ct-1", Verdict.TRUSTED, Alerts.NOON, List.of(new DetectorReading(detector, score, pValue))));
    }

    @Test
    void shouldCollectTheCurveOfEachDetectorByScore() {
        add("margin", 3, 0.01);
        add("margin", 1, 0.9);
        add("noise", 7, 0.5);
        assertThat(curves.of(MODEL, "margin"))
                .containsExactly(new ScoreCurves.Point(1, 0.9), new ScoreCurves.Point(3, 0.01));
        assertThat(curves.of("cd".repeat(32), "margin")).isEmpty();
    }

    @Test
    void shouldKeepABoundedNumberOfPointsAndNoneThatIsNoNumber() {
        for (int i = 1; i <= 10_000; i++) {
            add("margin", i, 1.0 / i);
        }
        add("margin", Float.NaN, 0.3);
        assertThat(curves.of(MODEL, "margin")).hasSizeBetween(20, 60).noneMatch(point -> Double.isNaN(point.score()));
    }
}
