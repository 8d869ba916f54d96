package org.robustdx.trainer.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.robustdx.inference.image.Fit;
import org.robustdx.inference.model.Calibration;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.inference.verdict.VerdictPolicy;
import org.robustdx.trainer.attack.DetectingClassifier.Alarm;

class AlarmsTest {
    private static final List<String> NAMES = List.of("a", "b");

    @Test
    void thresholdsAreWhereThePolicyBeginsToFlag() {
        Random random = new Random(1);
        float[] a = new float[2000];
        float[] b = new float[2000];
        for (int i = 0; i < a.length; i++) {
            a[i] = random.nextFloat();
            b[i] = (float) random.nextGaussian() * 1e-3f - 5;
        }
        ModelMetadata metadata = metadata(Map.of("a", a, "b", b));
        VerdictPolicy policy = VerdictPolicy.of(metadata);
        List<Alarm> alarms = Alarms.of(metadata);

        assertThat(alarms.get(0).usual()).isCloseTo(0.5, within(0.05));
        assertThat(alarms.get(1).usual()).isCloseTo(-5, within(1e-3));
        for (int d = 0; d < 2; d++) {
            Alarm alarm = alarms.get(d);
            assertThat(alarm.detector()).isEqualTo(NAMES.get(d));
            double step = (alarm.threshold() - alarm.usual()) / 1000;
            assertThat(fires(metadata, policy, d, alarm.threshold() + step)).isTrue();
            assertThat(fires(metadata, policy, d, alarm.threshold() - step)).isFalse();
        }
    }

    @Test
    void thresholdFollowsTheRateInTheFile() {
        float[] scores = new float[999];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = i + 1;
        }
        ModelMetadata usual = metadata(Map.of("a", scores, "b", scores));
        // Of two detectors each raises the alarm at half of the rate: above all but 5 and all but 50 of 999 scores.
        assertThat(Alarms.of(usual).get(0).threshold()).isCloseTo(995, within(0.01));
        assertThat(Alarms.of(at(0.1, usual)).get(0).threshold()).isCloseTo(950, within(0.01));
    }

    private static ModelMetadata at(double rate, ModelMetadata model) {
        return new ModelMetadata(
                model.task(),
                model.classes(),
                model.height(),
                model.width(),
                model.channels(),
                model.fit(),
                model.detectors(),
                model.calibration().withFalseAlarmRate(rate),
                model.properties());
    }

    @Test
    void withTooFewCleanImagesToFlagItIsTheLargestScore() {
        ModelMetadata metadata = metadata(Map.of("a", new float[] {1, 2, 3}, "b", new float[] {7, 7, 7}));
        List<Alarm> alarms = Alarms.of(metadata);

        assertThat(alarms.get(0).threshold()).isCloseTo(3, within(1e-5));
        assertThat(alarms.get(1).usual()).isCloseTo(7, within(1e-5));
        assertThat(alarms.get(1).threshold()).isBetween(7.0, 7.00001);
    }

    @Test
    void detectorThatDoesNotRaiseTheAlarmIsNeverSuspicious() {
        ModelMetadata all = metadata(Map.of("a", new float[] {1, 2, 3}, "b", new float[] {7, 8, 9}));
        ModelMetadata metadata = new ModelMetadata(
                "test",
                List.of("x", "y"),
                8,
                8,
                1,
                Fit.CROP,
                NAMES,
                all.calibration().withAlarms(List.of("b")),
                Map.of());
        List<Alarm> alarms = Alarms.of(metadata);

        assertThat(alarms.get(0).threshold()).isInfinite();
        assertThat(alarms.get(1).threshold()).isCloseTo(9, within(1e-5));
    }

    private static boolean fires(ModelMetadata metadata, VerdictPolicy policy, int detector, double score) {
        double[] p = {1, 1};
        p[detector] = metadata.calibration().pValue(NAMES.get(detector), (float) score);
        return !policy.fired(metadata, p).isEmpty();
    }

    private static ModelMetadata metadata(Map<String, float[]> scores) {
        return new ModelMetadata(
                "test", List.of("x", "y"), 8, 8, 1, Fit.CROP, NAMES, Calibration.ofCleanScores(scores), Map.of());
    }
}
