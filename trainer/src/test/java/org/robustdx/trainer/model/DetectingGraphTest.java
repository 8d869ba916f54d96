package org.robustdx.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.robustdx.trainer.TinyModels;
import org.robustdx.trainer.attack.DetectingClassifier.Alarm;
import org.robustdx.trainer.attack.DetectingClassifier.Readings;
import org.robustdx.trainer.calibrate.LogitCorrection;
import org.robustdx.trainer.detect.Detector;
import org.robustdx.trainer.nn.GradientCheck;
import org.robustdx.trainer.nn.Results;

class DetectingGraphTest {
    private static final List<Detector> DETECTORS = TinyModels.detectors();
    private static final int S = DETECTORS.size();

    private final DenoisingCnn model = TinyModels.model(3, 4, DataType.DOUBLE);
    private final DetectingGraph graph = new DetectingGraph(model, DETECTORS, alarms(DETECTORS));
    private final INDArray pixels = TinyModels.pixels(3, 3, DataType.DOUBLE, 1);

    private static List<Alarm> alarms(List<? extends Detector> detectors) {
        return detectors.stream().map(d -> new Alarm(d.id(), 0, 1)).toList();
    }

    @Test
    void gradientIsTheSlopeOfTheWeightedSumOfAllReadings() {
        // Scores are small: they get weights with which they count as much as the logits.
        for (double[] share : new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 100}, {1, -1, 50}}) {
            Readings weights = new Readings(
                    random(4).muli(share[0]),
                    random(4).muli(share[1]),
                    random(S).muli(share[2]));
            INDArray gradient = graph.readingsGradient(pixels, weights);
            GradientCheck.OF_NETWORK.check(
                    Arrays.toString(share),
                    pixels,
                    gradient,
                    6,
                    new Random(2),
                    () -> sum(graph.readings(pixels), weights));
        }
    }

    private static double sum(Readings readings, Readings weights) {
        return dot(readings.logits(), weights.logits())
                + dot(readings.logitsOfDenoised(), weights.logitsOfDenoised())
                + dot(readings.scores(), weights.scores());
    }

    private static double dot(INDArray a, INDArray b) {
        return a.mul(b).sumNumber().doubleValue();
    }

    private static INDArray random(int columns) {
        return Nd4j.createFromArray(new Random(5).doubles(3L * columns, 0.5, 1).toArray())
                .reshape(3, columns);
    }

    @Test
    void imageAloneHasTheGradientThatItHasInABatch() {
        Readings weights = new Readings(random(4), random(4), random(S));
        INDArray together = graph.readingsGradient(pixels, weights);
        Readings ofFirst =
                new Readings(first(weights.logits()), first(weights.logitsOfDenoised()), first(weights.scores()));
        INDArray alone = graph.readingsGradient(first(pixels), ofFirst);

        assertThat(alone.sub(first(together)).amaxNumber().doubleValue()).isLessThan(1e-12);
    }

    private static INDArray first(INDArray array) {
        return array.get(NDArrayIndex.interval(0, 1)).dup('c');
    }

    @Test
    void correctionScalesAndShiftsTheLogitsOfBothPassesAndLeavesTheScores() {
        Readings raw = graph.readings(pixels);
        Readings corrected = corrected(graph, model).readings(pixels);

        INDArray shift = Nd4j.createFromArray(0, 1.5, -2, 0.25).reshape(1, 4);
        assertThat(corrected.logits().equalsWithEps(raw.logits().div(2).addRowVector(shift), 1e-12))
                .isTrue();
        assertThat(corrected
                        .logitsOfDenoised()
                        .equalsWithEps(raw.logitsOfDenoised().div(2).addRowVector(shift), 1e-12))
                .isTrue();
        assertThat(corrected.scores().equalsWithEps(raw.scores(), 1e-12)).isTrue();
    }

    @Test
    void gradientPassesThroughTheCorrection() {
        DetectingGraph corrected = corrected(graph, model);
        Readings weights = new Readings(random(4), random(4), random(S).muli(50));
        GradientCheck.OF_NETWORK.check(
                "corrected",
                pixels,
                corrected.readingsGradient(pixels, weights),
                6,
                new Random(2),
                () -> sum(corrected.readings(pixels), weights));
        INDArray ofLogits = random(4);
        assertThat(corrected
                        .logitsGradient(pixels, ofLogits)
                        .equalsWithEps(graph.logitsGradient(pixels, ofLogits).div(2), 1e-9))
                .isTrue();
    }

    private static DetectingGraph corrected(DetectingGraph graph, DenoisingCnn model) {
        LogitCorrection correction = new LogitCorrection(List.of(0.0, 1.5, -2.0, 0.25), 2);
        return new DetectingGraph(new CorrectedNetwork(model, correction), DETECTORS, graph.alarms());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readsAsTheServedGraphDoes(boolean calibrated) {
        DenoisingCnn plain = TinyModels.model(3, 4, DataType.FLOAT);
        LogitCorrection correction = new LogitCorrection(List.of(0.0, 1.5, -2.0, 0.25), 2);
        Network single = calibrated ? new CorrectedNetwork(plain, correction) : plain;
        DetectingGraph detecting = new DetectingGraph(single, DETECTORS, alarms(DETECTORS));
        INDArray image = Nd4j.createFromArray(new Random(3)
                        .ints(2L * TinyModels.SIDE * TinyModels.SIDE * 3, 0, 256)
                        .toArray())
                .castTo(DataType.UINT8)
                .reshape(2, TinyModels.SIDE, TinyModels.SIDE, 3);
        var served = new ServedGraph(single, DETECTORS).run(image);
        Readings readings = detecting.readings(Results.get(served, "pixels"));

        assertThat(readings.logits().equalsWithEps(Results.get(served, "logits"), 1e-6))
                .isTrue();
        assertThat(readings.scores().equalsWithEps(Results.get(served, "scores"), 1e-6))
                .isTrue();
        assertThat(detecting.logits(Results.get(served, "pixels")).equalsWithEps(readings.logits(), 1e-6))
                .isTrue();
    }

    @Test
    void shouldRefuseAlarmsOfOtherDetectors() {
        assertThatThrownBy(() -> new DetectingGraph(model, DETECTORS, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("alarms: [] (expected: one for each of [reconstruction, jsd-t1, ");
    }
}
