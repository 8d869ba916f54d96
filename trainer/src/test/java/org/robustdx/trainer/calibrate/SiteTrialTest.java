package org.robustdx.trainer.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.robustdx.trainer.calibrate.SiteMeasures.Accuracy;
import org.robustdx.trainer.calibrate.SiteMeasures.ClassRow;
import org.robustdx.trainer.calibrate.SiteModel.Answer;

class SiteTrialTest {
    private static Answer answer(double ill, boolean outOfScope, boolean flagged, String... set) {
        return new Answer(List.of(1 - ill, ill), outOfScope, flagged, List.of(set));
    }

    /** Three healthy patients, of whom one is taken for ill, and one ill patient who is found. */
    private static SiteImages four() {
        return new SiteImages(new float[4][2], Map.of(), new int[] {0, 0, 0, 1}, new String[] {"a", "b", "c", "d"});
    }

    private static List<Answer> answers() {
        return List.of(
                answer(0.2, true, false, "healthy"),
                answer(0.2, false, true, "healthy"),
                answer(0.7, true, true, "ill"),
                answer(0.9, false, false, "ill", "healthy"));
    }

    @Test
    void shouldMeasureWhatIsWorkedOutByHand() {
        SiteMeasures measures = SiteMeasures.of(List.of("healthy", "ill"), four(), answers(), Bootstrap.of(four(), 1));
        assertThat(measures.outOfScope()).isEqualTo(new SiteMeasures.Share(2, 4));
        assertThat(measures.flagged()).isEqualTo(new SiteMeasures.Share(2, 4));
        assertThat(measures.either()).isEqualTo(new SiteMeasures.Share(3, 4));
        Accuracy accuracy = measures.accuracy().orElseThrow();
        assertThat(accuracy.balanced().value()).isCloseTo((2 / 3.0 + 1) / 2, within(1e-12));
        double healthy = -(2 * Math.log(0.8) + Math.log(0.3)) / 3;
        assertThat(accuracy.logLoss().value()).isCloseTo((healthy - Math.log(0.9)) / 2, within(1e-9));
        // Bins: 0.8 twice (right, weight 1/6 each), 0.7 (wrong, 1/6), 0.9 (right, 1/2).
        assertThat(accuracy.calibrationError().value()).isCloseTo(2 / 6.0 * 0.2 + 0.7 / 6 + 0.1 / 2, within(1e-9));
        ClassRow ill = accuracy.classes().get(1);
        assertThat(ill.sensitivity()).isEqualTo(new SiteMeasures.Share(1, 1));
        assertThat(ill.specificity()).isEqualTo(new SiteMeasures.Share(2, 3));
        assertThat(accuracy.classes().get(0).covered()).contains(new SiteMeasures.Share(2, 3));
        assertThat(ill.meanSetSize()).isEqualTo(2);
    }

    @Test
    void shouldMeasureTheAlarmsAloneWithoutLabels() {
        SiteMeasures measures =
                SiteMeasures.of(List.of("healthy", "ill"), four().unlabelled(), answers(), Bootstrap.none());
        assertThat(measures.accuracy()).isEmpty();
        assertThat(measures.either().count()).isEqualTo(3);
    }

    @Test
    void shouldGainAccuracyAtASiteWhereTheModelLeansToOneClass() {
        SiteTrial trial = SiteTrial.crossFitted(SiteModelTest.model(), SiteModelTest.site(600, 2), 1);
        assertThat(trial.judgedOn()).isEqualTo("cross-fitting, 10 folds by patient");
        assertThat(trial.after().n()).isEqualTo(600);
        double before = trial.before().accuracy().orElseThrow().balanced().value();
        double after = trial.after().accuracy().orElseThrow().balanced().value();
        assertThat(trial.gain().orElseThrow().value())
                .isCloseTo(after - before, within(1e-12))
                .isGreaterThan(0.05);
        assertThat(trial.gain().orElseThrow().interval().low()).isPositive();
        // The largest of the scores fall in different folds: about one in a hundred is above the others' threshold.
        assertThat(trial.before().flagged().count()).isEqualTo(600);
        assertThat(trial.after().flagged().count()).isBetween(1, 18);
        assertThat(trial.alarmsJudged()).isTrue();
    }

    @Test
    void shouldHonourTheRequestedFalseAlarmRateOverManyDraws() {
        SiteImages site = exchangeable(SiteModelTest.site(400, 3));
        SiteRepeats repeats = SiteRepeats.of(SiteModelTest.model(), site, 100, 40, 1);
        double rate = repeats.rows().stream()
                .filter(row -> row.name().equals("flagged"))
                .mapToDouble(row -> row.after().mean())
                .sum();
        assertThat(rate).isBetween(0.003, 0.03);
        assertThat(repeats.gain().orElseThrow().mean()).isGreaterThan(0.05);
        assertThat(repeats.trials()).hasSize(40);
        assertThat(repeats.toMap()).containsKeys("draws", "fit_images", "before", "after", "balanced_accuracy_gain");
    }

    private static SiteImages exchangeable(SiteImages site) {
        Random random = new Random(4);
        float[] scores = new float[site.n()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) random.nextGaussian();
        }
        return new SiteImages(
                site.logits(), Map.of("tampering", scores, "scope", scores), site.labels(), site.groups());
    }

    @Test
    void shouldLeaveOutOnePatientAtATimeWhereTenFoldsAreTooFew() {
        SiteTrial trial = SiteTrial.crossFitted(SiteModelTest.model(), SiteModelTest.site(102, 2), 1);
        assertThat(trial.judgedOn()).isEqualTo("cross-fitting, 102 folds by patient");
        assertThat(trial.alarmsJudged()).isTrue();
        assertThat(SiteTrial.crossFitted(SiteModelTest.model(), SiteModelTest.site(99, 2), 1)
                        .alarmsJudged())
                .isFalse();
    }

    @Test
    void shouldRefuseADrawThatLeavesNoPatient() {
        SiteImages site = SiteModelTest.site(60, 2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SiteTrial.drawn(SiteModelTest.model(), site, 60, 1))
                .withMessage("fit-images: 60 (expected: fewer than the 60 images, so that some are left out)");
        SiteImages onePatient = new SiteImages(
                site.logits(),
                site.scores(),
                site.labels(),
                IntStream.range(0, 60).mapToObj(i -> "one").toArray(String[]::new));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SiteTrial.crossFitted(SiteModelTest.model(), onePatient, 1))
                .withMessage("patients: 1 (expected: at least 2, so that some are left out of the fit)");
    }

    @Test
    void shouldEstimateTheClassSharesWithAnInterval() {
        SiteImages site = SiteModelTest.site(600, 5);
        SiteModel fitted = SiteModelTest.model().fitted(site, 1);
        var ill = SiteTrial.classShares(fitted, site.unlabelled(), 1).get(1);
        assertThat(ill.value()).isCloseTo(1 / 3.0, within(0.07));
        assertThat(ill.interval().low()).isLessThan(ill.value());
        assertThat(ill.interval().high()).isGreaterThan(ill.value());
    }
}
