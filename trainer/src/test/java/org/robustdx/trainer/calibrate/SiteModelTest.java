package org.robustdx.trainer.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.robustdx.inference.model.Calibration;
import org.robustdx.inference.model.PredictionSets;
import org.robustdx.inference.model.ScopeRule;

class SiteModelTest {
    private static final List<String> CLASSES = List.of("healthy", "ill");

    /** A model with one detector for each alarm, calibrated on the scores 0 to 99, at a rate of 1 %. */
    static SiteModel model() {
        float[] scores = scores(100, 0);
        Map<String, float[]> clean = new LinkedHashMap<>();
        clean.put("tampering", scores);
        clean.put("scope", scores);
        Map<String, PredictionSets.Threshold> thresholds = new LinkedHashMap<>();
        CLASSES.forEach(name -> thresholds.put(name, new PredictionSets.Threshold(100, 0.5)));
        return new SiteModel(
                CLASSES,
                LogitCorrection.none(2),
                Calibration.ofCleanScores(clean)
                        .withAlarms(List.of("tampering"))
                        .withScope(new ScopeRule(List.of("scope"), 0.01)),
                Optional.of(new PredictionSets(0.95, 0, thresholds)));
    }

    private static float[] scores(int n, float first) {
        float[] scores = new float[n];
        for (int i = 0; i < n; i++) {
            scores[i] = first + i;
        }
        return scores;
    }

    /**
     * A site at which the model leans towards illness: the log odds are too high by 5 and twice too large. Every third image is of an ill patient; all
     * scores are higher by 1000.
     */
    static SiteImages site(int n, long seed) {
        Random random = new Random(seed);
        float[][] logits = new float[n][];
        int[] labels = new int[n];
        for (int i = 0; i < n; i++) {
            labels[i] = i % 3 == 0 ? 1 : 0;
            double x = random.nextGaussian() + (labels[i] == 1 ? 1 : -1);
            logits[i] = new float[] {0, (float) (2 * 2 * x + 5)};
        }
        Map<String, float[]> scores = new LinkedHashMap<>();
        scores.put("tampering", scores(n, 1000));
        scores.put("scope", scores(n, 1000));
        return new SiteImages(
                logits,
                scores,
                labels,
                IntStream.range(0, n).mapToObj(i -> "patient" + i).toArray(String[]::new));
    }

    @Test
    void shouldNeedAsManyImagesAsTheSmallestPValueReachesTheRate() {
        // 1/(99+1) = 0.01; with two deciding detectors 2/(199+1) = 0.01.
        assertThat(model().fewestForAlarms()).isEqualTo(99);
        SiteModel two = new SiteModel(
                CLASSES,
                LogitCorrection.none(2),
                model().calibration().withScope(new ScopeRule(List.of("scope", "tampering"), 0.01)),
                Optional.empty());
        assertThat(two.fewestForAlarms()).isEqualTo(199);
        // ceil(20 · 0.95) = 19 is the first that is not above n.
        assertThat(SiteModel.fewestForSets(0.95)).isEqualTo(19);
        assertThat(SiteModel.fewestForSets(0.9)).isEqualTo(9);
    }

    @Test
    void shouldStateTheRangeOfTheFalseAlarmRate() {
        // The largest of 99 scores: the share above it has the distribution Beta(1, 99), whose q-quantile is 1 -
        // (1-q)^(1/99).
        var range = SiteModel.falseAlarmRange(99, 0.01);
        assertThat(range.low()).isCloseTo(1 - Math.pow(0.975, 1 / 99.0), within(1e-9));
        assertThat(range.high()).isCloseTo(1 - Math.pow(0.025, 1 / 99.0), within(1e-9));
    }

    @Test
    void shouldFitAlarmsDecisionAndSetsToLabelledImages() {
        SiteModel fitted = model().fitted(site(600, 1), 1);
        assertThat(fitted.correction().temperature()).isCloseTo(2, within(0.5));
        assertThat(fitted.correction().shift().get(1)).isCloseTo(-2.5, within(0.6));
        assertThat(fitted.calibration().n("scope")).isEqualTo(600);
        // p = (1 + #{clean >= s}) / 601: 6/601 of the fifth largest score, 7/601 of the sixth.
        assertThat(fitted.calibration().pValue("scope", 1595)).isLessThanOrEqualTo(0.01);
        assertThat(fitted.calibration().pValue("scope", 1594)).isGreaterThan(0.01);
        assertThat(fitted.calibration().alarms()).containsExactly("tampering");
        PredictionSets sets = fitted.sets().orElseThrow();
        assertThat(sets.coverage()).isEqualTo(0.95);
        assertThat(sets.thresholds().values())
                .extracting(PredictionSets.Threshold::n)
                .containsExactly(400, 200);
    }

    @Test
    void shouldKeepDecisionAndSetsWithoutLabels() {
        SiteModel fitted = model().fitted(site(600, 1).unlabelled(), 1);
        assertThat(fitted.correction()).isEqualTo(LogitCorrection.none(2));
        assertThat(fitted.sets()).isEqualTo(model().sets());
        assertThat(fitted.calibration().n("tampering")).isEqualTo(600);
    }

    @Test
    void shouldKeepTheAlarmsWhereThereAreTooFewImages() {
        SiteModel fitted = model().fitted(site(98, 1), 1);
        assertThat(fitted.calibration().n("scope")).isEqualTo(100);
        assertThat(model().fitted(site(99, 1), 1).calibration().n("scope")).isEqualTo(99);
    }

    @Test
    void shouldReplaceAFormerCorrectionInsteadOfAddingToIt() {
        SiteImages site = site(300, 1);
        SiteModel once = model().fitted(site, 1);
        assertThat(once.fitted(site, 1).correction()).isEqualTo(once.correction());
    }

    @Test
    void shouldAnswerAsTheVerdictDoes() {
        SiteImages images = new SiteImages(
                new float[][] {{0, 1}, {1, 0}, {0, 0}},
                Map.of("tampering", new float[] {0, 100, 0}, "scope", new float[] {0, 0, Float.NaN}),
                new int[] {1, 1, 0},
                new String[] {"a", "b", "c"});
        List<SiteModel.Answer> answers = model().answers(images);
        assertThat(answers).extracting(SiteModel.Answer::label).containsExactly(1, 0, 0);
        // Above all 100 clean scores: p = 1/101 is at most 0.01. NaN raises the alarm.
        assertThat(answers).extracting(SiteModel.Answer::flagged).containsExactly(false, true, false);
        assertThat(answers).extracting(SiteModel.Answer::outOfScope).containsExactly(false, false, true);
        assertThat(answers.get(0).confidence()).isCloseTo(1 / (1 + Math.exp(-1)), within(1e-9));
        assertThat(answers.get(2).set()).containsExactlyInAnyOrder("healthy", "ill");
        assertThat(answers.get(0).set()).containsExactly("ill");
    }

    @Test
    void shouldRejectAClassWithoutAnImage() {
        SiteImages site = site(120, 1);
        SiteImages healthy =
                site.subset(IntStream.range(0, 120).filter(i -> i % 3 != 0).toArray());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model().fitted(healthy, 1))
                .withMessage("labels: no image of class 1 (expected: at least one of each)");
    }
}
