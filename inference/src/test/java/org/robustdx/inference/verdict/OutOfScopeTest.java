package org.robustdx.inference.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.robustdx.inference.image.Fit;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.model.Calibration;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.inference.model.Reading;
import org.robustdx.inference.model.ScopeRule;

class OutOfScopeTest {
    // 199 clean scores 1..199 of each detector: p = 1/200 above 199.
    private static final ModelMetadata METADATA = metadata(new ScopeRule(List.of("scope"), 0.01));
    private static final VerdictPolicy POLICY = new VerdictPolicy(0.01);

    @Test
    void shouldDeclareOutOfScopeBeforeAnyTamperingVerdictAndWithoutASecondPass() {
        Assessment assessment = POLICY.assess(METADATA, reading(500, 500), images -> {
            throw new AssertionError("the second pass decides nothing here");
        });

        assertThat(assessment.verdict()).isEqualTo(Verdict.OUT_OF_SCOPE);
        assertThat(assessment.flagged()).isFalse();
        assertThat(assessment.fired()).containsExactly("scope");
        assertThat(assessment.labelAfterDenoising()).isEqualTo(-1);
        assertThat(assessment.scope()).contains(new ScopeFinding(1 / 200.0, 0.01, "scope"));
    }

    @Test
    void shouldJudgeTheTamperingOfWhatIsInScope() {
        Assessment tampered = POLICY.assess(METADATA, reading(500, 100), images -> List.of(reading(1, 1)));

        assertThat(tampered.verdict()).isEqualTo(Verdict.SUSPECT);
        assertThat(tampered.flagged()).isTrue();
        assertThat(tampered.scope().orElseThrow().pValue()).isCloseTo(101 / 200.0, within(1e-12));
        Assessment clean = POLICY.assess(METADATA, reading(1, 100), images -> List.of());
        assertThat(clean.verdict()).isEqualTo(Verdict.TRUSTED);
        assertThat(clean.scope().orElseThrow().outOfScope()).isFalse();
    }

    @Test
    void shouldAskForASecondPassOnlyOfTheFlaggedThatAreInScope() {
        List<Reading> batch = List.of(reading(500, 500), reading(500, 1), reading(1, 500), reading(1, 1));

        List<Assessment> assessments = POLICY.assess(METADATA, batch, images -> {
            assertThat(images).hasSize(1);
            return List.of(reading(1, 1));
        });

        assertThat(assessments)
                .extracting(Assessment::verdict)
                .containsExactly(Verdict.OUT_OF_SCOPE, Verdict.SUSPECT, Verdict.OUT_OF_SCOPE, Verdict.TRUSTED);
    }

    @Test
    void shouldUseTheScopeRateOfTheModelWhateverThePolicySays() {
        // p = 11/200 at 190.
        ModelMetadata lenient = metadata(new ScopeRule(List.of("scope"), 0.06));

        assertThat(POLICY.assess(lenient, reading(1, 190), images -> List.of()).verdict())
                .isEqualTo(Verdict.OUT_OF_SCOPE);
        assertThat(new VerdictPolicy(0.5)
                        .assess(METADATA, reading(1, 190), images -> List.of())
                        .verdict())
                .isEqualTo(Verdict.TRUSTED);
    }

    @Test
    void shouldJudgeAtTheScopeRateOfThePolicyWhereItHasOne() {
        VerdictPolicy lenient = new VerdictPolicy(0.01, 0.01, Optional.of(0.06));
        Assessment assessment = lenient.assess(METADATA, reading(1, 190), images -> List.of());
        assertThat(assessment.verdict()).isEqualTo(Verdict.OUT_OF_SCOPE);
        assertThat(assessment.scope().orElseThrow().falseAlarmRate()).isEqualTo(0.06);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new VerdictPolicy(0.01, 0.01, Optional.of(1.0)))
                .withMessage("scopeRate: 1.0 (expected: 0 < scopeRate < 1)");
    }

    @Test
    void shouldKeepTheRateOfSeveralScopeDetectorsTogether() {
        ModelMetadata two = metadata(new ScopeRule(List.of("tampering", "scope"), 0.1));
        Random random = new Random(1);
        int n = 20_000;
        int out = 0;
        for (int i = 0; i < n; i++) {
            double[] p = {random.nextDouble(), random.nextDouble()};
            out += ScopeFinding.of(two, p).orElseThrow().outOfScope() ? 1 : 0;
        }
        // 1 - 0.95²
        assertThat((double) out / n).isCloseTo(0.0975, within(0.01));
        ScopeFinding finding = ScopeFinding.of(two, new double[] {0.04, 0.03}).orElseThrow();
        assertThat(finding).isEqualTo(new ScopeFinding(0.06, 0.1, "scope"));
        assertThat(ScopeFinding.of(two, new double[] {Double.NaN, 0.9})
                        .orElseThrow()
                        .outOfScope())
                .isTrue();
    }

    @Test
    void shouldHoldAllImagesForInScopeWhereAModelHasNoScopeDetectors() {
        ModelMetadata none = metadata(calibration());

        assertThat(new VerdictPolicy(0.005).assess(none, reading(1, 500), images -> List.of()))
                .satisfies(assessment -> assertThat(assessment.scope()).isEmpty())
                .satisfies(assessment -> assertThat(assessment.verdict()).isEqualTo(Verdict.TRUSTED));
    }

    private static Reading reading(float tampering, float scope) {
        return new Reading(
                new float[] {0, 1},
                new float[] {0.5f, 0.5f},
                new float[] {tampering, scope},
                new Raster(1, 1, 1, new byte[1]));
    }

    private static Calibration calibration() {
        float[] clean = new float[199];
        for (int i = 0; i < clean.length; i++) {
            clean[i] = i + 1;
        }
        Map<String, float[]> scores = new LinkedHashMap<>();
        scores.put("tampering", clean);
        scores.put("scope", clean);
        return Calibration.ofCleanScores(scores);
    }

    private static ModelMetadata metadata(ScopeRule rule) {
        return metadata(calibration().withAlarms(List.of("tampering")).withScope(rule));
    }

    private static ModelMetadata metadata(Calibration calibration) {
        return new ModelMetadata(
                "test", List.of("x", "y"), 1, 1, 1, Fit.CROP, calibration.detectors(), calibration, Map.of());
    }
}
