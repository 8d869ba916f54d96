package org.robustdx.trainer.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.robustdx.trainer.TinyModels;
import org.robustdx.trainer.attack.DetectingClassifier.Alarm;
import org.robustdx.trainer.attack.DetectingClassifier.Readings;
import org.robustdx.trainer.model.DetectingGraph;
import org.robustdx.trainer.nn.GradientCheck;
import org.robustdx.trainer.scope.ScopeDetector;

/**
 * The contract of every detector. A new detector is tested here because it is registered. The tests of the publisher
 * check that exported files and the trained graph agree.
 */
@ParameterizedClass
@MethodSource("detectors")
class DetectorCompatibilityKitTest {
    private static final int SIDE = 8;
    private static final Set<String> RISE_WITH_NOISE = Set.of("noise-level", "noise-floor", "noise-colour");

    @Parameter
    Detector detector = Detectors.JSD_T1;

    static List<Detector> detectors() {
        return TinyModels.allDetectors(3);
    }

    /** The detectors up to this one, which may use the scores of the preceding ones; for images of 8×8 gray pixels. */
    private List<Detector> chain() {
        return upToThisOne(detectors().stream()
                .map(d -> d instanceof ScopeDetector scope
                        ? (Detector) TinyModels.scopeDetector(scope.kind(), SIDE, 1)
                        : d)
                .toList());
    }

    private List<Detector> upToThisOne(List<Detector> all) {
        return all.subList(0, all.stream().map(Detector::id).toList().indexOf(detector.id()) + 1);
    }

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
        assertThat(scores(3, third).getDouble(0))
                .isCloseTo(scores.getDouble(2), within(1e-6 * Math.max(1, Math.abs(scores.getDouble(2)))));
    }

    /**
     * An attack that knows the detector needs this gradient. Scores are far from discontinuities of the derivative, in
     * double precision.
     */
    @Test
    void gradientWithRespectToPixelsExistsAndMatchesFiniteDifferences() {
        List<Detector> chain = upToThisOne(detectors());
        DetectingGraph graph = new DetectingGraph(
                TinyModels.model(3, 4, DataType.DOUBLE),
                chain,
                chain.stream().map(d -> new Alarm(d.id(), 0, 1)).toList());
        INDArray pixels = TinyModels.pixels(2, 3, DataType.DOUBLE, 1);
        int column = chain.size() - 1;
        double size = Math.abs(graph.readings(pixels).scores().getDouble(0, column));
        INDArray weights = Nd4j.zeros(DataType.DOUBLE, 2, chain.size());
        weights.putScalar(0, column, 1 / size);
        weights.putScalar(1, column, 2 / size);
        INDArray none = Nd4j.zeros(DataType.DOUBLE, 2, 4);
        INDArray gradient = graph.readingsGradient(pixels, new Readings(none, none, weights));

        assertThat(gradient.ameanNumber().doubleValue()).isGreaterThan(1e-6);
        GradientCheck.OF_NETWORK.check(detector.id(), pixels, gradient, 6, new Random(2), () -> graph.readings(pixels)
                .scores()
                .mul(weights)
                .sumNumber()
                .doubleValue());
    }

    @Test
    void increasesWithNoiseIfTheDetectorClaimsSo() {
        if (!RISE_WITH_NOISE.contains(detector.id())) {
            return; // does not claim this
        }
        int side = 32;
        double before = Double.NEGATIVE_INFINITY;
        for (double strength : new double[] {0, 0.005, 0.02, 0.08}) {
            Random random = new Random(3);
            double[] image = new double[side * side];
            for (int i = 0; i < image.length; i++) {
                int row = i / side;
                double scene = 0.5 + 0.25 * Math.sin(i % side * 0.8) + 0.1 * Math.cos(row * 0.5);
                image[i] = scene + strength * random.nextGaussian();
            }
            SameDiff sd = SameDiff.create();
            SDVariable pixels = sd.constant(Nd4j.createFromArray(image).reshape(1, 1, side, side));
            SDVariable none = sd.constant(Nd4j.zeros(DataType.DOUBLE, 1, 2));
            double score = detector.score(sd, new Detector.Readings(pixels, none, none, pixels, none, none, Map.of()))
                    .eval()
                    .getDouble(0);
            assertThat(score).as("noise %s", strength).isGreaterThan(before);
            before = score;
        }
    }

    @Test
    void idsAreDistinct() {
        assertThat(detectors().stream().map(Detector::id)).doesNotHaveDuplicates();
    }

    private INDArray scores(int classes, Map<String, INDArray> readings) {
        SameDiff sd = SameDiff.create();
        SDVariable pixels = sd.placeHolder("pixels", DataType.FLOAT, -1, 1, SIDE, SIDE);
        SDVariable logits = sd.placeHolder("logits", DataType.FLOAT, -1, classes);
        SDVariable denoised = sd.placeHolder("denoised", DataType.FLOAT, -1, 1, SIDE, SIDE);
        SDVariable again = sd.placeHolder("again", DataType.FLOAT, -1, classes);
        SDVariable features = sd.placeHolder("features", DataType.FLOAT, -1, 6);
        SDVariable featuresAgain = sd.placeHolder("featuresAgain", DataType.FLOAT, -1, 6);
        SDVariable early = sd.placeHolder("early", DataType.FLOAT, -1, 16);
        SDVariable last = sd.placeHolder("last", DataType.FLOAT, -1, 32);
        Map<String, SDVariable> known = new LinkedHashMap<>();
        SDVariable score = pixels;
        for (Detector one : chain()) {
            score = one.score(
                    sd,
                    new Detector.Readings(
                            pixels, logits, features, denoised, again, featuresAgain, known, List.of(early, last)));
            known.put(one.id(), score);
        }
        return sd.outputSingle(readings, score.name());
    }

    private static Map<String, INDArray> readings(int n, int classes, double strength) {
        return Map.of(
                "pixels", random(1, 0, 1, n, 1, SIDE, SIDE),
                "features", random(5, -1, 1, n, 6),
                "featuresAgain", random(6, -1, 1, n, 6),
                "logits", random(2, -strength, strength, n, classes),
                "denoised", random(3, 0, 1, n, 1, SIDE, SIDE),
                "again", random(4, -strength, strength, n, classes),
                "early", random(7, 0, 1 + strength, n, 16),
                "last", random(8, 0, 1 + strength, n, 32));
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
