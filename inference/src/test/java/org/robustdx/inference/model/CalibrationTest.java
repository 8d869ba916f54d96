package org.robustdx.inference.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.inference.Draw;

class CalibrationTest {
    @Test
    void shouldCountCleanScoresThatAreAtLeastAsLarge() {
        Calibration calibration = Calibration.ofCleanScores(Map.of("d", new float[] {4, 1, 3, 2}));
        // (1 + #{clean >= s}) / 5
        assertThat(calibration.pValue("d", 0)).isEqualTo(1);
        assertThat(calibration.pValue("d", 1)).isEqualTo(1);
        assertThat(calibration.pValue("d", 2)).isEqualTo(4 / 5.0, within(1e-12));
        assertThat(calibration.pValue("d", 3)).isEqualTo(3 / 5.0, within(1e-12));
        assertThat(calibration.pValue("d", 4)).isEqualTo(2 / 5.0, within(1e-12));
        assertThat(calibration.pValue("d", 4.001f)).isEqualTo(1 / 5.0, within(1e-12));
    }

    @Test
    void shouldCountTheSameAnywhereBetweenTwoScores() {
        Calibration calibration = Calibration.ofCleanScores(Map.of("d", new float[] {1, 3, 3, 3, 4}));
        for (float score : new float[] {3.001f, 3.5f, 3.999f}) {
            assertThat(calibration.pValue("d", score)).isEqualTo(2 / 6.0, within(1e-12));
        }
        for (float score : new float[] {1.001f, 2, 2.999f, 3}) {
            assertThat(calibration.pValue("d", score)).isEqualTo(5 / 6.0, within(1e-12));
        }
    }

    @Test
    void shouldCountTiesInFull() {
        Calibration calibration = Calibration.ofCleanScores(Map.of("d", new float[] {1, 2, 2, 2, 3}));
        assertThat(calibration.pValue("d", 2)).isEqualTo((1 + 4) / 6.0, within(1e-12));
        Calibration flat = Calibration.ofCleanScores(Map.of("d", new float[] {7, 7, 7}));
        assertThat(flat.pValue("d", 7)).isEqualTo(1);
        assertThat(flat.pValue("d", 7.1f)).isEqualTo(0.25);
    }

    @Test
    void shouldHoldWhatIsNotANumberForSuspicious() {
        Calibration calibration = Calibration.ofCleanScores(Map.of("d", new float[] {1, 2, 3}));
        assertThat(calibration.pValue("d", Float.NaN)).isEqualTo(0.25);
        assertThat(calibration.pValue("d", Float.POSITIVE_INFINITY)).isEqualTo(0.25);
        assertThat(calibration.pValue("d", Float.NEGATIVE_INFINITY)).isEqualTo(1);
    }

    @Test
    void shouldInterpolateBetweenQuantiles() throws InvalidModelException {
        Calibration calibration = Calibration.parse(
                "{\"n\": 101, \"detectors\": {\"d\": {\"quantiles\": [[0, 0], [0.5, 10], [1, 20]]}}}", List.of("d"));
        // At 15, three quarters are below: 1 + 100 / 4 scores are at least 15.
        assertThat(calibration.pValue("d", 15)).isEqualTo((1 + 26) / 102.0, within(1e-12));
        assertThat(calibration.pValue("d", 20)).isEqualTo(2 / 102.0, within(1e-12));
        assertThat(calibration.pValue("d", 21)).isEqualTo(1 / 102.0, within(1e-12));
    }

    @Test
    void shouldNeverBeTooSmallOrFallOutOfOrder() {
        Draw.tries(150, draw -> {
            int n = draw.integer(1, 3000);
            long seed = draw.seed();
            Random random = new Random(seed);
            float[] clean = new float[n];
            for (int i = 0; i < n; i++) {
                clean[i] = Math.round(random.nextGaussian() * 50) / 10f;
            }
            // Through the file and back.
            Calibration calibration = Calibration.parse(
                    Calibration.ofCleanScores(Map.of("d", clean)).toJson(), List.of("d"));
            Arrays.sort(clean);
            double before = 1;
            for (float score = -20; score < 20; score += 0.37f) {
                double p = calibration.pValue("d", score);
                int atLeast = 0;
                for (float c : clean) {
                    atLeast += c >= score ? 1 : 0;
                }
                assertThat(p).isLessThanOrEqualTo(before).isBetween(1.0 / (n + 1), 1.0);
                // Up to 1,024 scores are all kept; of more, 256 stand for those below the upper tail.
                double slack = n <= 1024 ? 1e-9 : 1 / 256.0;
                assertThat(p).isGreaterThanOrEqualTo((1.0 + atLeast) / (n + 1) - slack);
                before = p;
            }
            // In the upper tail, where verdicts are made, exact, also between two of them.
            for (int i = n - 1; i >= Math.max(0, n - 500); i -= 7) {
                for (float score : new float[] {clean[i], Math.nextUp(clean[i]), clean[i] + 0.05f}) {
                    assertThat(calibration.pValue("d", score))
                            .isEqualTo((1.0 + countAtLeast(clean, score)) / (n + 1), within(1e-9));
                }
            }
        });
    }

    private static int countAtLeast(float[] clean, float score) {
        int count = 0;
        for (float c : clean) {
            count += c >= score ? 1 : 0;
        }
        return count;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[[0, 1]] | quantiles: 1 pairs (expected: at least 2)",
                "[[0, 1], [0.5, 2]] | quantiles: from probability 0.0 to 0.5 (expected: from 0 to 1)",
                "[[0, 2], [1, 1]] | quantiles[1]: [1.0, 1.0] (expected: neither number below the pair before)",
                "[[0, 1], [0.6, 2], [0.5, 3], [1, 4]] | quantiles[2]: [0.5, 3.0] (expected: neither number below the"
                        + " pair before)",
                "[[0, 1], [1, 1e999]] | quantiles[1]: not finite (expected: finite numbers)",
                "[[0, 1], [1]] | pair 1 (expected: [probability, score])",
                "[[0, 1], [1, true]] | pair 1 (expected: [probability, score])"
            })
    void shouldNameWhatIsWrongWithTheQuantiles(String quantiles, String message) {
        assertThatExceptionOfType(InvalidModelException.class)
                .isThrownBy(() -> Calibration.parse(
                        "{\"n\": 5, \"detectors\": {\"d\": {\"quantiles\": " + quantiles + "}}}", List.of("d")))
                .withMessage("metadata calibration.detectors.d.quantiles: " + message);
    }

    @Test
    void shouldKeepTheFalseAlarmRateThroughTheFile() {
        Draw.tries(100, draw -> {
            int millionths = draw.integer(1, 999_999);
            double rate = millionths / 1e6;
            Calibration calibration =
                    Calibration.ofCleanScores(Map.of("d", new float[] {1, 2})).withFalseAlarmRate(rate);
            assertThat(Calibration.parse(calibration.toJson(), List.of("d")).falseAlarmRate())
                    .isEqualTo(rate);
            assertThat(calibration.withAlarms(List.of("d")).falseAlarmRate()).isEqualTo(rate);
        });
    }

    @Test
    void shouldTakeOneInAHundredWhereTheFileDoesNotSay() throws InvalidModelException {
        Calibration without = Calibration.parse(
                "{\"n\": 3, \"detectors\": {\"d\": {\"quantiles\": [[0, 1], [1, 2]]}}}", List.of("d"));
        assertThat(without.falseAlarmRate()).isEqualTo(0.01);
        assertThat(without.rarestRate()).isEqualTo(0.25);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "-0.1", "1.5", "1e999", "null", "true", "\"0.01\"", "[0.01]"})
    void shouldRefuseARateThatIsNone(String rate) {
        assertThatExceptionOfType(InvalidModelException.class)
                .isThrownBy(() -> Calibration.parse(
                        "{\"n\": 3, \"false_alarm_rate\": " + rate
                                + ", \"detectors\": {\"d\": {\"quantiles\": [[0, 1], [1, 2]]}}}",
                        List.of("d")))
                .withMessageMatching(
                        "metadata calibration\\.false_alarm_rate: .+ \\(expected: a number above 0 and below 1\\)");
        Calibration calibration = Calibration.ofCleanScores(Map.of("d", new float[] {1, 2}));
        assertThatIllegalArgumentException().isThrownBy(() -> calibration.withFalseAlarmRate(Double.NaN));
    }

    @Test
    void shouldSayBelowWhichRateNothingCanBeFlagged() {
        Calibration both = Calibration.ofCleanScores(Map.of("d", new float[99], "e", new float[99]));
        assertThat(both.rarestRate()).isEqualTo(0.02);
        assertThat(both.withAlarms(List.of("e")).rarestRate()).isEqualTo(0.01);
        assertThat(both.pValue("e", 1)).isEqualTo(0.01);
    }

    @Test
    void shouldKeepWhichDetectorsRaiseTheAlarm() throws InvalidModelException {
        Calibration all = Calibration.ofCleanScores(Map.of("d", new float[] {1, 2}, "e", new float[] {3, 4}));
        Calibration one = all.withAlarms(List.of("e"));

        assertThat(all.alarms()).containsExactlyInAnyOrder("d", "e");
        assertThat(all.toJson()).doesNotContain("alarms");
        assertThat(Calibration.parse(all.toJson(), List.of("d", "e")).alarms()).containsExactly("d", "e");
        assertThat(Calibration.parse(one.toJson(), List.of("d", "e")).alarms()).containsExactly("e");
        assertThat(one.pValue("d", 5)).isEqualTo(all.pValue("d", 5));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | metadata calibration.alarms: [] (expected: a JSON array of at least 1 string)",
                "[\"x\"] | metadata calibration.alarms: [x] (expected: some of [d], each once)",
                "7 | metadata calibration.alarms: 7 (expected: a JSON array of at least 1 string)"
            })
    void shouldNameWhatIsWrongWithTheAlarms(String alarms, String message) {
        assertThatExceptionOfType(InvalidModelException.class)
                .isThrownBy(() -> Calibration.parse(
                        "{\"n\": 5, \"alarms\": " + alarms
                                + ", \"detectors\": {\"d\": {\"quantiles\": [[0, 1], [1, 2]]}}}",
                        List.of("d")))
                .withMessage(message);
    }

    @Test
    void shouldCountByTheImagesOfEachDetector() throws InvalidModelException {
        Calibration calibration = Calibration.ofCleanScores(
                Map.of("few", new float[] {1, 2, 3}, "many", new float[] {1, 2, 3, 4, 5, 6, 7}));
        for (Calibration either :
                List.of(calibration, Calibration.parse(calibration.toJson(), List.of("few", "many")))) {
            assertThat(either.n("few")).isEqualTo(3);
            assertThat(either.n("many")).isEqualTo(7);
            assertThat(either.n()).isEqualTo(3);
            // (1 + #{clean >= s}) / (n + 1)
            assertThat(either.pValue("few", 3)).isEqualTo(2 / 4.0, within(1e-12));
            assertThat(either.pValue("many", 7)).isEqualTo(2 / 8.0, within(1e-12));
            assertThat(either.pValue("many", 9)).isEqualTo(1 / 8.0, within(1e-12));
            assertThat(either.withAlarms(List.of("many")).rarestRate()).isEqualTo(1 / 8.0);
            assertThat(either.rarestRate()).isEqualTo(2 / 4.0);
        }
    }

    @Test
    void shouldTakeTheCommonNumberOfImagesInFilesWithoutANumberForEachDetector() throws InvalidModelException {
        Calibration old = Calibration.parse(
                "{\"n\": 4, \"detectors\": {\"d\": {\"quantiles\": [[0, 1], [1, 2]]}}}", List.of("d"));
        assertThat(old.n("d")).isEqualTo(4);
        assertThat(old.pValue("d", 3)).isEqualTo(1 / 5.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1.5", "\"7\"", "null"})
    void shouldNameANumberOfImagesThatIsNone(String n) {
        assertThatExceptionOfType(InvalidModelException.class)
                .isThrownBy(() -> Calibration.parse(
                        "{\"n\": 4, \"detectors\": {\"d\": {\"n\": " + n + ", \"quantiles\": [[0, 1], [1, 2]]}}}",
                        List.of("d")))
                .withMessage("metadata calibration.detectors.d.n: " + n + " (expected: an integer > 0)");
    }

    @Test
    void shouldKeepAlarmsAndRatesWithOtherCleanScores() {
        Calibration calibration = Calibration.ofCleanScores(Map.of("a", new float[] {1, 2}, "b", new float[] {1, 2}))
                .withAlarms(List.of("a"))
                .withFalseAlarmRate(0.25)
                .withScope(new ScopeRule(List.of("b"), 0.125));
        Calibration other = calibration.withCleanScores(Map.of("a", new float[] {10, 20, 30}, "b", new float[] {5}));
        assertThat(other.detectors()).isEqualTo(calibration.detectors());
        assertThat(other.alarms()).containsExactly("a");
        assertThat(other.falseAlarmRate()).isEqualTo(0.25);
        assertThat(other.scope()).contains(new ScopeRule(List.of("b"), 0.125));
        assertThat(other.pValue("a", 20)).isEqualTo(3 / 4.0, within(1e-12));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> calibration.withCleanScores(Map.of("a", new float[] {1})))
                .withMessageStartingWith("cleanScores: of [a] (expected: of [");
    }

    @Test
    void shouldRejectScoresThatCannotCalibrate() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Calibration.ofCleanScores(Map.of("d", new float[] {1, Float.NaN})));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Calibration.ofCleanScores(Map.of("d", new float[0])))
                .withMessage("cleanScores.d: 0 scores (expected: at least 1)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Calibration.ofCleanScores(Map.of()))
                .withMessage("cleanScores: no detectors (expected: at least one)");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Calibration.ofCleanScores(Map.of("d", new float[] {1})).pValue("e", 1))
                .withMessage("detector: e (expected: one of [d])");
    }
}
