package org.robustdx.trainer.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogitCorrectionTest {
    /** Logits of a model whose log odds are off by {@code bias} and {@code sharpness} times too large; the classes are equally common. */
    private static float[][] logits(int[] labels, double bias, double sharpness, Random random) {
        float[][] logits = new float[labels.length][];
        for (int i = 0; i < labels.length; i++) {
            // Two normal distributions at +-1 with variance 1: the true log odds are 2 x.
            double x = random.nextGaussian() + (labels[i] == 1 ? 1 : -1);
            logits[i] = new float[] {0, (float) (sharpness * (2 * x + bias))};
        }
        return logits;
    }

    private static int[] labels(int n, int everyOf) {
        int[] labels = new int[n];
        for (int i = 0; i < n; i++) {
            labels[i] = i % everyOf == 0 ? 1 : 0;
        }
        return labels;
    }

    @Test
    void shouldFindTheBiasAndTheTemperatureThatTheLogitsWereMadeWith() {
        int[] labels = labels(20_000, 2);
        LogitCorrection fitted = LogitCorrection.fitted(logits(labels, 1.5, 3, new Random(1)), labels);
        assertThat(fitted.temperature()).isCloseTo(3, within(0.15));
        assertThat(fitted.shift().get(0)).isZero();
        assertThat(fitted.shift().get(1)).isCloseTo(-1.5, within(0.08));
    }

    @Test
    void shouldCountEveryClassTheSameHoweverRareItIs() {
        int[] labels = labels(40_000, 10);
        LogitCorrection fitted = LogitCorrection.fitted(logits(labels, 1.5, 3, new Random(2)), labels);
        assertThat(fitted.shift().get(1)).isCloseTo(-1.5, within(0.12));
    }

    @Test
    void shouldFitSeveralClasses() {
        Random random = new Random(3);
        int n = 9_000;
        float[][] logits = new float[n][];
        int[] labels = new int[n];
        double[] bias = {0, 1, -2};
        for (int i = 0; i < n; i++) {
            labels[i] = i % 3;
            logits[i] = new float[3];
            for (int k = 0; k < 3; k++) {
                // One normal variable per class, with mean 2 for its own: the log likelihood is 2 x.
                logits[i][k] = (float) (2 * (random.nextGaussian() + (labels[i] == k ? 2 : 0)) + bias[k]);
            }
        }
        LogitCorrection fitted = LogitCorrection.fitted(logits, labels);
        assertThat(fitted.temperature()).isCloseTo(1, within(0.08));
        assertThat(fitted.shift().get(1)).isCloseTo(-1, within(0.15));
        assertThat(fitted.shift().get(2)).isCloseTo(2, within(0.2));
    }

    @Test
    void shouldStayFiniteWhereTheClassesNeverOverlap() {
        LogitCorrection fitted = LogitCorrection.fitted(new float[][] {{0, -4}, {0, -5}, {0, 6}}, new int[] {0, 0, 1});
        assertThat(fitted.temperature()).isBetween(0.05, 1.0);
        assertThat(fitted.apply(new float[] {0, -4})[1]).isNegative();
        assertThat(fitted.apply(new float[] {0, 6})[1]).isPositive();
    }

    @Test
    void shouldKeepTheOrderOfAModelThatIsWrongWayRound() {
        LogitCorrection fitted =
                LogitCorrection.fitted(new float[][] {{0, 3}, {0, 4}, {0, -3}, {0, -4}}, new int[] {0, 0, 1, 1});
        assertThat(fitted.temperature()).isPositive();
        assertThat(fitted.apply(new float[] {0, 3})[1]).isGreaterThan(fitted.apply(new float[] {0, -3})[1]);
    }

    @Test
    void shouldDivideByTheTemperatureAndAddTheShift() {
        LogitCorrection correction = new LogitCorrection(List.of(0.0, -1.0), 2);
        assertThat(correction.apply(new float[] {1, 4})).containsExactly(0.5, 1);
        assertThat(LogitCorrection.none(2).apply(new float[] {1, 4})).containsExactly(1, 4);
    }

    @Test
    void shouldRejectInvalidArguments() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LogitCorrection.fitted(new float[][] {{0, 1}}, new int[] {0}))
                .withMessage("labels: no image of class 1 (expected: at least one of each)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LogitCorrection.fitted(new float[][] {{0, Float.NaN}}, new int[] {0}))
                .withMessage("logits[0]: NaN (expected: finite)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LogitCorrection.fitted(new float[1][2], new int[2]))
                .withMessage("labels: 2 (expected: 1, one per image)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LogitCorrection(List.of(0.0, 0.0), 0))
                .withMessage("temperature: 0.0 (expected: > 0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LogitCorrection(List.of(0.0), 1))
                .withMessage("shift: [0.0] (expected: at least two finite numbers)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LogitCorrection.none(2).apply(new float[3]))
                .withMessage("logits: 3 (expected: 2, one per class)");
    }
}
