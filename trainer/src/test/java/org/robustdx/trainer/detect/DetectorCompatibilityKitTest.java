package org.robustdx.trainer.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** What every detector promises; a new one is tried here by being in the registry. That it exports: see the served graph's tests. */
@ParameterizedClass
@EnumSource(Detectors.class)
class DetectorCompatibilityKitTest {
    private static final int SIDE = 8;

    @Parameter
    Detectors detector = Detectors.JSD;

    @ParameterizedTest
    @ValueSource(ints = {2, 7})
    void scoreIsOneFiniteNumberForEachImageAlsoOfExtremeReadings(int classes) {
        for (double strength : new double[] {0, 1, 100, 3000}) {
            Map<String, INDArray> readings = readings(5, classes, strength);
            INDArray scores = scores(classes, readings);

            assertThat(scores.shape()).containsExactly(5, 1);
            for (int i = 0; i < 5; i++) {
                assertThat(scores.getDouble(i)).as("logits up to %s", strength).isFinite();
            }
        }
    }

    @Test
    void isTheSameEachTimeAndAloneAsInABatch() {
        Map<String, INDArray> readings = readings(5, 3, 10);
        INDArray scores = scores(3, readings);
        Map<String, INDArray> third = readings.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, e -> {
            long[] shape = e.getValue().shape().clone();
            shape[0] = 1;
            return e.getValue().get(NDArrayIndex.interval(2, 3)).dup('c').reshape(shape);
        }));

        assertThat(scores(3, readings)).isEqualTo(scores);
        assertThat(scores(3, third).getDouble(0)).isCloseTo(scores.getDouble(2), within(1e-6));
    }

    @Test
    void idsAreDistinct() {
        assertThat(Arrays.stream(Detectors.values()).map(Detectors::id)).doesNotHaveDuplicates();
    }

    private INDArray scores(int classes, Map<String, INDArray> readings) {
        SameDiff sd = SameDiff.create();
        SDVariable pixels = sd.placeHolder("pixels", DataType.FLOAT, -1, 1, SIDE, SIDE);
        SDVariable logits = sd.placeHolder("logits", DataType.FLOAT, -1, classes);
        SDVariable denoised = sd.placeHolder("denoised", DataType.FLOAT, -1, 1, SIDE, SIDE);
        SDVariable again = sd.placeHolder("again", DataType.FLOAT, -1, classes);
        SDVariable score = detector.score(sd, new Detector.Readings(pixels, logits, denoised, again));
        return sd.outputSingle(readings, score.name());
    }

    private static Map<String, INDArray> readings(int n, int classes, double strength) {
        return Map.of(
                "pixels", random(1, 0, 1, n, 1, SIDE, SIDE),
                "logits", random(2, -strength, strength, n, classes),
                "denoised", random(3, 0, 1, n, 1, SIDE, SIDE),
                "again", random(4, -strength, strength, n, classes));
    }

    private static INDArray random(long seed, double low, double high, long... shape) {
        int length = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        double[] values = new Random(seed)
                .doubles(length)
                .map(v -> low + (high - low) * v)
                .toArray();
        return Nd4j.createFromArray(values).castTo(DataType.FLOAT).reshape(shape);
    }
}
