package org.robustdx.inference.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.inference.Draw;
import org.robustdx.inference.image.Fit;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.model.Calibration;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.inference.model.Reading;

class VerdictPolicyTest {
    // 199 clean scores 1..199: p(s) = (1 + 200 - s) / 200 at whole s, 1/200 above 199.
    private static final ModelMetadata METADATA = metadata("a", "b");
    private static final VerdictPolicy POLICY = new VerdictPolicy(0.01);

    @Test
    void shouldTrustWhatNoDetectorSuspects() {
        Assessment assessment = POLICY.assess(METADATA, reading(1, 1, 150), images -> {
            throw new AssertionError("only flagged images are denoised");
        });
        assertThat(assessment.verdict()).isEqualTo(Verdict.TRUSTED);
        assertThat(assessment.fired()).isEmpty();
        assertThat(assessment.label()).isEqualTo(1);
        assertThat(assessment.labelAfterDenoising()).isEqualTo(-1);
        assertThat(assessment.pValues()[0]).isEqualTo(1);
        assertThat(assessment.pValues()[1]).isEqualTo(51 / 200.0, within(1e-12));
        assertThat(assessment.flagged()).isFalse();
    }

    @Test
    void shouldSuspectWhatKeepsItsLabelAndRejectWhatDoesNot() {
        // p = 1/200, twice that is just the false-alarm rate.
        Assessment same = POLICY.assess(METADATA, reading(1, 1, 500), images -> List.of(reading(1, 0, 0)));
        assertThat(same.verdict()).isEqualTo(Verdict.SUSPECT);
        assertThat(same.fired()).containsExactly("b");
        assertThat(same.labelAfterDenoising()).isEqualTo(1);
        Assessment other = POLICY.assess(METADATA, reading(1, 500, 500), images -> List.of(reading(0, 0, 0)));
        assertThat(other.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(other.fired()).containsExactly("a", "b");
        assertThat(other.labelAfterDenoising()).isZero();
    }

    @Test
    void shouldCorrectForTheNumberOfDetectors() {
        // p = 2/200 = 0.01 at score 199: enough for one detector, not for two.
        Assessment one = POLICY.assess(metadata("a"), reading(0, 199), images -> List.of(reading(0, 0)));
        assertThat(one.verdict()).isEqualTo(Verdict.SUSPECT);
        Assessment two = POLICY.assess(METADATA, reading(0, 199, 1), images -> List.of());
        assertThat(two.verdict()).isEqualTo(Verdict.TRUSTED);
    }

    @Test
    void shouldFlagScoresThatAreNotNumbers() {
        Assessment assessment = POLICY.assess(METADATA, reading(0, Float.NaN, 1), images -> List.of(reading(0, 0, 0)));
        assertThat(assessment.verdict()).isEqualTo(Verdict.SUSPECT);
        assertThat(assessment.fired()).containsExactly("a");
        assertThat(POLICY.fired(METADATA, new double[] {Double.NaN, 1})).containsExactly(0);
    }

    @Test
    void shouldFlagByTheDetectorsThatRaiseTheAlarmAlone() {
        ModelMetadata metadata = metadata("a", "b", "c");
        ModelMetadata oneRaises = new ModelMetadata(
                "test",
                List.of("x", "y"),
                1,
                1,
                1,
                Fit.CROP,
                metadata.detectors(),
                metadata.calibration().withAlarms(List.of("b")),
                Map.of());
        // At 199 p is 0.01: enough for one detector.
        assertThat(POLICY.fired(oneRaises, VerdictPolicy.pValues(oneRaises, new float[] {1, 199, 1})))
                .containsExactly(1);
        assertThat(POLICY.fired(oneRaises, VerdictPolicy.pValues(oneRaises, new float[] {500, 1, 500})))
                .isEmpty();
        // A detector that only informs is named where another has raised the alarm.
        Assessment assessment =
                POLICY.assess(oneRaises, reading(0, 199, 500, 1), images -> List.of(reading(0, 0, 0, 0)));
        assertThat(assessment.fired()).containsExactly("a", "b");
        assertThat(assessment.alarmPValue()).isEqualTo(1 / 200.0, within(1e-12));
        assertThat(POLICY.fired(oneRaises, new double[] {Double.NaN, 1, 1})).isEmpty();
        assertThat(POLICY.fired(oneRaises, new double[] {1, Double.NaN, 1})).containsExactly(1);
    }

    /**
     * Whatever clean scores are distributed like: if the scores of the calibration and of the image are exchangeable, the image is flagged with at
     * most the probability asked for, over draws of both (Vovk et al., 2005). Ties, heavy tails and detectors that depend on each other
     * included.
     */
    @Test
    void shouldFlagNoMoreCleanImagesThanAskedFor() {
        Draw.tries(40, draw -> {
            int calibrationImages = draw.integer(20, 600);
            int detectors = draw.integer(1, 4);
            int kind = draw.integer(0, 3);
            double rate = draw.of(0.01, 0.05, 0.2);
            long seed = draw.seed();
            Random random = new Random(seed);
            VerdictPolicy policy = new VerdictPolicy(rate);
            int rounds = 200;
            int flagged = 0;
            for (int round = 0; round < rounds; round++) {
                Map<String, float[]> clean = new LinkedHashMap<>();
                float[] image = new float[detectors];
                for (int i = 0; i < detectors; i++) {
                    clean.put("d" + i, new float[calibrationImages]);
                }
                for (int k = 0; k <= calibrationImages; k++) {
                    double common = random.nextGaussian();
                    for (int i = 0; i < detectors; i++) {
                        float score = score(kind, common, random);
                        if (k == calibrationImages) {
                            image[i] = score;
                        } else {
                            clean.getOrDefault("d" + i, image)[k] = score;
                        }
                    }
                }
                ModelMetadata metadata = metadata(clean);
                flagged += policy.fired(metadata, VerdictPolicy.pValues(metadata, image))
                                .isEmpty()
                        ? 0
                        : 1;
            }
            // Five standard deviations of the binomial above the bound.
            double most = rounds * rate + 5 * Math.sqrt(rounds * rate * (1 - rate)) + 1;
            assertThat(flagged).as("%s of %s at %s", flagged, rounds, rate).isLessThanOrEqualTo((int) most);
        });
    }

    private static float score(int kind, double common, Random random) {
        double own = common + 0.5 * random.nextGaussian();
        return (float)
                switch (kind) {
                    case 0 -> own;
                    case 1 -> Math.rint(own);
                    case 2 -> Math.exp(3 * own);
                    default -> Math.max(0, own);
                };
    }

    @Test
    void shouldFlagAsManyCleanImagesAsAskedForWhereTheCalibrationIsFineEnough() {
        Random random = new Random(3);
        float[] clean = new float[999];
        int flagged = 0;
        int rounds = 20_000;
        ModelMetadata metadata = metadata("a");
        for (int round = 0; round < rounds; round++) {
            if (round % 20 == 0) {
                for (int i = 0; i < clean.length; i++) {
                    clean[i] = random.nextFloat();
                }
                metadata = metadata(Map.of("a", clean));
            }
            double[] p = VerdictPolicy.pValues(metadata, new float[] {random.nextFloat()});
            flagged += POLICY.fired(metadata, p).isEmpty() ? 0 : 1;
        }
        assertThat((double) flagged / rounds).isBetween(0.007, 0.013);
    }

    /**
     * A model flags at the rate in its file: over draws of calibration and image, of continuous scores floor(rate (n + 1)) / (n + 1) of clean images
     * (Vovk et al., 2005); below 1 / (n + 1) none. More images than a calibration keeps in full included.
     */
    @Test
    void shouldFlagAsManyCleanImagesAsTheFileSays() {
        Draw.tries(20, draw -> {
            int calibrationImages = draw.integer(20, 1500);
            int thousandths = draw.integer(2, 300);
            long seed = draw.seed();
            Random random = new Random(seed);
            double rate = thousandths / 1000.0;
            int rounds = 400;
            int flagged = 0;
            for (int round = 0; round < rounds; round++) {
                float[] clean = new float[calibrationImages];
                for (int i = 0; i < clean.length; i++) {
                    clean[i] = (float) Math.exp(random.nextGaussian());
                }
                ModelMetadata metadata =
                        metadata(Calibration.ofCleanScores(Map.of("a", clean)).withFalseAlarmRate(rate));
                double[] p = VerdictPolicy.pValues(metadata, new float[] {(float) Math.exp(random.nextGaussian())});
                flagged += VerdictPolicy.of(metadata).fired(metadata, p).isEmpty() ? 0 : 1;
            }
            double exact = Math.floor(rate * (calibrationImages + 1)) / (calibrationImages + 1);
            double five = 5 * Math.sqrt(rounds * exact * (1 - exact)); // standard deviations of the binomial
            // A handful of draws has a skew that the deviation knows nothing of.
            assertThat((double) flagged).isBetween(rounds * exact - five, rounds * exact + five + (exact > 0 ? 3 : 0));
        });
    }

    @Test
    void shouldFlagExactlySoManyWhereTheRateIsAWholeNumberOfRanks() {
        float[] clean = new float[999];
        for (int i = 0; i < clean.length; i++) {
            clean[i] = i + 1;
        }
        for (int k = 1; k <= 768; k++) { // So many of the largest scores are kept.
            ModelMetadata metadata =
                    metadata(Calibration.ofCleanScores(Map.of("a", clean)).withFalseAlarmRate(k / 1000.0));
            VerdictPolicy policy = VerdictPolicy.of(metadata);
            float last = 1000 - k; // Of this score and more there are k, itself among them: p = (k + 1)/1000.
            double[] p = VerdictPolicy.pValues(metadata, new float[] {last});
            double[] beyond = VerdictPolicy.pValues(metadata, new float[] {last + 0.5f});
            assertThat(policy.fired(metadata, p)).as("%s", k).isEmpty();
            assertThat(policy.fired(metadata, beyond)).as("%s", k).containsExactly(0);
        }
    }

    @Test
    void shouldAskOnceForAllFlaggedImagesOfABatchAndKeepTheirOrder() {
        List<Integer> asked = new ArrayList<>();
        List<Assessment> assessments = POLICY.assess(
                METADATA,
                List.of(reading(0, 1, 1), reading(1, 500, 1), reading(0, 1, 1), reading(0, 500, 1)),
                images -> {
                    asked.add(images.size());
                    return List.of(reading(0, 0, 0), reading(0, 0, 0));
                });
        assertThat(asked).containsExactly(2);
        assertThat(assessments)
                .extracting(Assessment::verdict)
                .containsExactly(Verdict.TRUSTED, Verdict.REJECTED, Verdict.TRUSTED, Verdict.SUSPECT);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -0.1, Double.NaN})
    void shouldRejectARateThatIsNone(double rate) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new VerdictPolicy(rate))
                .withMessage("falseAlarmRate: " + rate + " (expected: 0 < falseAlarmRate < 1)");
    }

    @Test
    void shouldRejectOnlyWhatIsRareEnoughForIt() {
        VerdictPolicy policy = new VerdictPolicy(0.2, 0.02);
        assertThat(verdict(policy, 0.05, 1)).isEqualTo(Verdict.SUSPECT);
        assertThat(verdict(policy, 0.01, 1)).isEqualTo(Verdict.REJECTED);
        assertThat(verdict(policy, 0.01, 0)).isEqualTo(Verdict.SUSPECT);
        assertThat(verdict(policy, Double.NaN, 1)).isEqualTo(Verdict.REJECTED);
    }

    private static Verdict verdict(VerdictPolicy policy, double pValue, int labelAfterDenoising) {
        FirstPass pass = policy.firstPass(METADATA, new double[] {pValue, 1}, 0);
        return ((FirstPass.Flagged) pass).afterDenoising(labelAfterDenoising).verdict();
    }

    @Test
    void shouldNeedASecondPassForFlaggedImagesOnly() {
        VerdictPolicy policy = new VerdictPolicy(0.2);
        assertThat(policy.firstPass(METADATA, new double[] {0.11, 1}, 0))
                .isInstanceOfSatisfying(
                        FirstPass.Settled.class,
                        trusted -> assertThat(trusted.assessment().verdict()).isEqualTo(Verdict.TRUSTED));
        assertThat(policy.firstPass(METADATA, new double[] {0.1, 1}, 0)).isInstanceOf(FirstPass.Flagged.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.02, Double.NaN})
    void shouldRefuseARejectionRateThatIsNone(double rate) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new VerdictPolicy(0.01, rate))
                .withMessageStartingWith("rejectionRate: " + rate);
    }

    @Test
    void shouldRejectAnswersOfAnotherModel() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> POLICY.assess(METADATA, reading(0, 1), images -> List.of()))
                .withMessage("scores: 1 (expected: 2, one per detector)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> POLICY.assess(METADATA, reading(0, 500, 1), images -> List.of()))
                .withMessage("again: 0 answers (expected: 1)");
    }

    @Test
    void shouldLabelTiesByTheFirstAndNeverByNaN() {
        assertThat(new Reading(new float[] {1, 1}, new float[2], new float[0], blank()).label())
                .isZero();
        assertThat(new Reading(new float[] {Float.NaN, 1, 2}, new float[3], new float[0], blank()).label())
                .isEqualTo(2);
        assertThat(new Reading(new float[] {3, Float.NaN, 2}, new float[3], new float[0], blank()).label())
                .isZero();
    }

    private static Reading reading(int label, float... scores) {
        float[] logits = new float[2];
        logits[label] = 1;
        return new Reading(logits, new float[] {0.5f, 0.5f}, scores, blank());
    }

    private static Raster blank() {
        return new Raster(1, 1, 1, new byte[1]);
    }

    private static ModelMetadata metadata(String... detectors) {
        float[] clean = new float[199];
        for (int i = 0; i < clean.length; i++) {
            clean[i] = i + 1;
        }
        Map<String, float[]> scores = new LinkedHashMap<>();
        for (String detector : detectors) {
            scores.put(detector, clean);
        }
        return metadata(scores);
    }

    private static ModelMetadata metadata(Map<String, float[]> scores) {
        return metadata(Calibration.ofCleanScores(scores));
    }

    private static ModelMetadata metadata(Calibration calibration) {
        return new ModelMetadata(
                "test", List.of("x", "y"), 1, 1, 1, Fit.CROP, calibration.detectors(), calibration, Map.of());
    }
}
