package org.robustdx.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.robustdx.inference.Draw;

class RocCurveTest {
    @Test
    void shouldFollowTheThresholdsFromTheTop() {
        RocCurve curve = RocCurve.of(new double[] {1, 2, 3, 4}, new double[] {3, 5});
        assertThat(curve.falseAlarms()).containsExactly(0, 0, 0.25, 0.5, 0.75, 1);
        assertThat(curve.detections()).containsExactly(0, 0.5, 0.5, 1, 1, 1);
        // Pairs won: 5 beats 4, 3 beats 2 and ties with one: 6.5 of 8.
        assertThat(curve.area()).isCloseTo(6.5 / 8, within(1e-12));
    }

    @Test
    void theAreaIsTheShareOfPairsInTheRightOrder() {
        Draw.tries(1000, draw -> {
            List<Integer> clean = draw.list(1, 30, () -> draw.integer(0, 9));
            List<Integer> attacked = draw.list(1, 30, () -> draw.integer(0, 9));
            double won = 0;
            for (int c : clean) {
                for (int a : attacked) {
                    won += a > c ? 1 : a == c ? 0.5 : 0;
                }
            }
            RocCurve curve = RocCurve.of(
                    clean.stream().mapToDouble(i -> i).toArray(),
                    attacked.stream().mapToDouble(i -> i).toArray());
            assertThat(curve.area()).isCloseTo(won / (clean.size() * attacked.size()), within(1e-9));
        });
    }

    @Test
    void detectionShouldKeepToTheFalseAlarmRate() {
        RocCurve curve = RocCurve.of(new double[] {1, 2, 3, 4}, new double[] {0, 2.5, 3.5, 5});
        assertThat(curve.detectionAt(0)).isEqualTo(0.25);
        assertThat(curve.detectionAt(0.25)).isEqualTo(0.5);
        assertThat(curve.detectionAt(0.5)).isEqualTo(0.75);
        assertThat(curve.detectionAt(1)).isEqualTo(1);
    }

    @Test
    void aScoreThatIsNoNumberShouldBeTheMostSuspicious() {
        RocCurve curve = RocCurve.of(new double[] {1, 2}, new double[] {Double.NaN, Double.POSITIVE_INFINITY});
        assertThat(curve.area()).isEqualTo(1);
        assertThat(RocCurve.of(new double[] {Double.NaN}, new double[] {1}).area())
                .isZero();
        RocCurve low = RocCurve.of(new double[] {Double.NEGATIVE_INFINITY}, new double[] {Double.NEGATIVE_INFINITY});
        assertThat(low.area()).isEqualTo(0.5);
    }

    @Test
    void curveWithInvalidArgument() {
        assertThatThrownBy(() -> RocCurve.of(new double[0], new double[] {1}))
                .hasMessage("scores: 0 clean, 1 attacked (expected: > 0 each)");
    }
}
