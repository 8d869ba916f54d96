package org.robustdx.stream.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.robustdx.schemas.DetectorReading;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.StageTimes;
import org.robustdx.schemas.Verdict;
import org.robustdx.stream.calibrate.DiagnosedScores.Fate;

class DiagnosedScoresTest {
    private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");

    private final DiagnosedScores scores =
            new DiagnosedScores(new DiagnosedScores.Query("ct-1", SINCE, "model", List.of("a", "b")));
    private int next;

    private Diagnosis.Builder diagnosis(float a, float b) {
        return Diagnosis.newBuilder()
                .setImageId("image")
                .setSource("ct-1")
                .setModelSha256("model")
                .setDiagnosedAt(SINCE)
                .setContentSha256("content-" + next++)
                .setVerdict(Verdict.TRUSTED)
                .setClasses(List.of())
                .setStageTimes(new StageTimes(0d, 0d))
                .setDetectors(List.of(new DetectorReading("a", a, 1.0), new DetectorReading("b", b, 1.0)));
    }

    @Test
    void shouldCountDiagnosesOfEveryVerdict() {
        int score = 0;
        for (Verdict verdict : Verdict.values()) {
            assertThat(scores.add(diagnosis(score++, -1).setVerdict(verdict).build()))
                    .as(verdict.name())
                    .isEqualTo(Fate.COUNTED);
        }
        assertThat(scores.images()).isEqualTo(4);
        assertThat(scores.byDetector().get("a")).containsExactly(0, 1, 2, 3);
        assertThat(scores.byDetector().get("b")).containsExactly(-1, -1, -1, -1);
    }

    @Test
    void shouldLeaveOutOtherSourcesOlderDiagnosesAndOtherModels() {
        assertThat(scores.add(diagnosis(1, 1).setSource("ct-2").build())).isEqualTo(Fate.ELSEWHERE);
        assertThat(scores.add(
                        diagnosis(1, 1).setDiagnosedAt(SINCE.minusMillis(1)).build()))
                .isEqualTo(Fate.ELSEWHERE);
        assertThat(scores.add(diagnosis(1, 1).setModelSha256("other").build())).isEqualTo(Fate.OTHER_MODEL);
        assertThat(scores.images()).isZero();
    }

    /** Who sends one image a thousand times has one score among the others. */
    @Test
    void shouldCountAnImageOnceHoweverOftenItIsSent() {
        Diagnosis image = diagnosis(1, 1).build();
        assertThat(scores.add(image)).isEqualTo(Fate.COUNTED);
        assertThat(scores.add(image)).isEqualTo(Fate.REPEATED);
        assertThat(scores.images()).isOne();
        Diagnosis ofEarlierVersion = diagnosis(1, 1).setContentSha256("").build();
        assertThat(scores.add(ofEarlierVersion)).isEqualTo(Fate.COUNTED);
        assertThat(scores.add(ofEarlierVersion)).isEqualTo(Fate.COUNTED);
    }

    @Test
    void shouldLeaveOutDiagnosesWithoutValidScores() {
        Diagnosis byAttribute = diagnosis(1, 1)
                .setVerdict(Verdict.OUT_OF_SCOPE)
                .setOutOfScopeReason("MODALITY")
                .setDetectors(List.of())
                .build();
        Diagnosis otherDetectors = diagnosis(1, 1)
                .setDetectors(List.of(new DetectorReading("b", 1f, 1.0), new DetectorReading("a", 1f, 1.0)))
                .build();
        for (Diagnosis without : List.of(
                byAttribute,
                otherDetectors,
                diagnosis(Float.NaN, 1).build(),
                diagnosis(1, Float.POSITIVE_INFINITY).build())) {
            assertThat(scores.add(without)).isEqualTo(Fate.WITHOUT_SCORES);
        }
        assertThat(scores.count(Fate.WITHOUT_SCORES)).isEqualTo(4);
        assertThat(scores.images()).isZero();
    }
}
