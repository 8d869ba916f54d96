package org.robustdx.inference.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.inference.image.Fit;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.model.Calibration;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.inference.model.Reading;

class VerdictPolicyTest {
    // 199 clean scores 1..199: p(s) = (1 + 200 - s) / 200 at whole s, 1/200 above 199.
    private static final ModelMetadata METADATA = metadata("a", "b");
    private static final VerdictPolicy POLICY = VerdictPolicy.ofDefaults();

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
        assertThat(POLICY.fired(new double[] {Double.NaN, 1})).containsExactly(0);
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
        return new ModelMetadata(
                "test",
                List.of("x", "y"),
                1,
                1,
                1,
                Fit.CROP,
                List.of(detectors),
                Calibration.ofCleanScores(scores),
                Map.of());
    }
}
