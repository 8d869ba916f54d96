package org.robustdx.inference.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.inference.model.PredictionSets.Threshold;

class PredictionSetsTest {
    private static final List<String> CLASSES = List.of("NORMAL", "PNEUMONIA");

    /** Nineteen images of the first class with probabilities .05 to .95, of the second none. */
    private static PredictionSets nineteen(double coverage) {
        float[][] probabilities = new float[19][];
        for (int i = 0; i < 19; i++) {
            float p = (i + 1) / 20f;
            probabilities[i] = new float[] {p, 1 - p};
        }
        return PredictionSets.calibrated(CLASSES, probabilities, new int[19], coverage, 0);
    }

    private static Threshold threshold(PredictionSets sets, String name) {
        return Objects.requireNonNull(sets.thresholds().get(name));
    }

    @Test
    void shouldTakeTheThresholdFromTheRankThatTheCoverageAsksFor() {
        // ceil(20 * .8) = 16 of 19 images have at least the fourth smallest probability, .20.
        assertThat(threshold(nineteen(0.8), "NORMAL").least()).isEqualTo(0.2f);
        // ceil(20 * .95) = 19 of 19: the smallest.
        assertThat(threshold(nineteen(0.95), "NORMAL").least()).isEqualTo(0.05f);
    }

    @Test
    void shouldIncludeAClassAlwaysWhereItHasTooFewImagesForTheCoverage() {
        assertThat(threshold(nineteen(0.96), "NORMAL")).isEqualTo(new Threshold(19, 0));
        assertThat(threshold(nineteen(0.8), "PNEUMONIA")).isEqualTo(new Threshold(0, 0));
    }

    @Test
    void shouldHoldTheMostProbableClassFirstAndEveryOtherAtItsThreshold() {
        PredictionSets sets = new PredictionSets(0.95, 0, Map.of("NORMAL", new Threshold(50, 0.25)));
        assertThat(sets.of(new float[] {0.1f})).containsExactly("NORMAL");
        PredictionSets two = PredictionSets.calibrated(
                CLASSES,
                new float[][] {{0.25f, 0.75f}, {0.75f, 0.25f}, {0.5f, 0.5f}, {0.25f, 0.75f}},
                new int[] {0, 0, 1, 1},
                0.6,
                0);
        assertThat(threshold(two, "NORMAL").least()).isEqualTo(0.25);
        assertThat(threshold(two, "PNEUMONIA").least()).isEqualTo(0.5);
        assertThat(two.of(new float[] {0.25f, 0.75f})).containsExactly("PNEUMONIA", "NORMAL");
        assertThat(two.of(new float[] {0.2f, 0.8f})).containsExactly("PNEUMONIA");
        assertThat(two.of(new float[] {0.6f, 0.4f})).containsExactly("NORMAL");
    }

    @Test
    void shouldCoverEachClassAsOftenAsAskedOnImagesDrawnAlike() {
        Random random = new Random(7);
        int[] covered = new int[2];
        int[] images = new int[2];
        for (int draw = 0; draw < 200; draw++) {
            PredictionSets sets = PredictionSets.calibrated(
                    CLASSES, probabilities(random, 100), labels(100), PredictionSets.DEFAULT_COVERAGE, 0);
            float[][] test = probabilities(random, 100);
            int[] labels = labels(100);
            for (int i = 0; i < 100; i++) {
                images[labels[i]]++;
                covered[labels[i]] += sets.of(test[i]).contains(CLASSES.get(labels[i])) ? 1 : 0;
            }
        }
        assertThat((double) covered[0] / images[0]).isCloseTo(0.965, within(0.015));
        assertThat((double) covered[1] / images[1]).isCloseTo(0.965, within(0.015));
    }

    /** A weak classifier: the classes overlap, and the second is the rarer one. */
    private static float[][] probabilities(Random random, int n) {
        float[][] probabilities = new float[n][];
        int[] labels = labels(n);
        for (int i = 0; i < n; i++) {
            double logit = random.nextGaussian() + (labels[i] == 0 ? 0.8 : -0.8);
            float p = (float) (1 / (1 + Math.exp(-logit)));
            probabilities[i] = new float[] {p, 1 - p};
        }
        return probabilities;
    }

    private static int[] labels(int n) {
        int[] labels = new int[n];
        for (int i = 0; i < n; i++) {
            labels[i] = i % 4 == 0 ? 1 : 0;
        }
        return labels;
    }

    @Test
    void shouldReadWhatItWrites() throws InvalidModelException {
        PredictionSets sets = nineteen(0.8);
        PredictionSets back = PredictionSets.parse(sets.toJson(), CLASSES);
        assertThat(back).isEqualTo(sets);
        assertThat(back.thresholds().keySet()).containsExactlyElementsOf(CLASSES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"coverage\":0.95,\"epsilon\":0,\"classes\":{\"NORMAL\":{\"n\":1,\"least\":0.1}}}",
                "{\"coverage\":1,\"epsilon\":0,\"classes\":{\"NORMAL\":{\"n\":1,\"least\":0},\"PNEUMONIA\":{\"n\":1,\"least\":0}}}",
                "{\"coverage\":0.9,\"epsilon\":-1,\"classes\":{\"NORMAL\":{\"n\":1,\"least\":0},\"PNEUMONIA\":{\"n\":1,\"least\":0}}}",
                "{\"coverage\":0.9,\"epsilon\":0,\"classes\":{\"NORMAL\":{\"n\":1,\"least\":2},\"PNEUMONIA\":{\"n\":1,\"least\":0}}}",
                "{\"coverage\":0.9,\"epsilon\":0,\"classes\":{\"NORMAL\":{\"n\":1.5,\"least\":0},\"PNEUMONIA\":{\"n\":1,\"least\":0}}}",
                "{\"coverage\":0.9,\"epsilon\":0,\"classes\":{\"NORMAL\":{\"n\":-1,\"least\":0},\"PNEUMONIA\":{\"n\":1,\"least\":0}}}"
            })
    void shouldRefuseAnEntryOfAnotherForm(String json) {
        assertThatExceptionOfType(InvalidModelException.class)
                .isThrownBy(() -> PredictionSets.parse(json, CLASSES))
                .withMessageStartingWith("metadata prediction_sets");
    }

    @Test
    void shouldRejectAnswersOfAnotherNumberOfClasses() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> nineteen(0.8).of(new float[3]))
                .withMessage("probabilities: 3 (expected: 2, one per class)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PredictionSets.calibrated(CLASSES, new float[2][2], new int[1], 0.9, 0))
                .withMessage("labels: 1 (expected: 2, one per image)");
    }
}
