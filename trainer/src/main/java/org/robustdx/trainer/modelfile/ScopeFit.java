package org.robustdx.trainer.modelfile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.inference.model.Calibration;
import org.robustdx.inference.model.ScopeRule;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.detect.Combined;
import org.robustdx.trainer.detect.Detector;
import org.robustdx.trainer.model.Network;
import org.robustdx.trainer.model.ScopeFeatureGraph;
import org.robustdx.trainer.model.ServedGraph;
import org.robustdx.trainer.scope.ScopeDetector;
import org.robustdx.trainer.scope.ScopeDetectors;
import org.robustdx.trainer.scope.ScopeScore;

/** Fits the scope detectors of a network. */
public final class ScopeFit {
    /** Training images that the detectors are fitted to, at most. */
    private static final int MOST_IMAGES = 4096;

    private static final long SEED = 1;
    private static final int BATCH = 64;

    private ScopeFit() {}

    /**
     * Returns the scope detectors of a network, and the score that combines them.
     *
     * @param upright whether the images have a defined upright position
     * @param train images that the network learned from, to which the detectors are fitted
     * @param validation images that it did not learn from, which scale the score
     */
    public static List<Detector> fit(Network model, boolean upright, Dataset train, Dataset validation) {
        int side = model.spec().imageSize();
        int channels = model.spec().channels();
        List<Detector> detectors = new ArrayList<>();
        features(model, ScopeDetectors.of(upright), train.sample(Math.min(MOST_IMAGES, train.size()), SEED))
                .forEach((kind, rows) ->
                        detectors.add(ScopeDetector.fit(kind, side, channels, rows.toArray(double[][]::new))));
        List<String> names = detectors.stream().map(Detector::id).toList();
        Map<String, float[]> inScope =
                Scores.of(new ServedGraph(model, detectors), validation).byDetector();
        detectors.add(ScopeScore.fit(names, inScope));
        return List.copyOf(detectors);
    }

    private static Map<ScopeDetectors, List<double[]>> features(
            Network model, List<ScopeDetectors> kinds, Dataset images) {
        ScopeFeatureGraph graph = new ScopeFeatureGraph(model, kinds);
        Map<ScopeDetectors, List<double[]>> features = new LinkedHashMap<>();
        kinds.forEach(kind -> features.put(kind, new ArrayList<>()));
        for (int from = 0; from < images.size(); from += BATCH) {
            int to = Math.min(images.size(), from + BATCH);
            try (INDArray image = Images.uint8(images, Images.range(from, to))) {
                graph.run(image).forEach((kind, rows) -> features.computeIfAbsent(kind, k -> new ArrayList<>())
                        .addAll(List.of(rows)));
            }
        }
        return features;
    }

    /**
     * Returns the calibration of detectors: the combined score raises the tampering alarm, the scope score decides the scope, each at this rate.
     *
     * <p>The scope score is calibrated on both splits. Its threshold is an extreme quantile, and twice as many images make it steadier. The validation
     * split chose the epoch and the scale of the six parts of the score, but neither the directions nor the threshold. The combined score of tampering is
     * fitted more closely to the validation split, so it is calibrated on the calibration split alone, as are all other detectors.
     *
     * @param calibration scores of images that chose nothing else
     * @param validation scores of the images that scaled the scope score
     */
    public static Calibration calibrated(
            Map<String, float[]> calibration, Map<String, float[]> validation, double falseAlarmRate) {
        Map<String, float[]> scores = new LinkedHashMap<>(calibration);
        scores.computeIfPresent(ScopeScore.ID, (name, own) -> joined(own, validation.getOrDefault(name, new float[0])));
        return Calibration.ofCleanScores(scores)
                .withAlarms(List.of(Combined.ID))
                .withFalseAlarmRate(falseAlarmRate)
                .withScope(new ScopeRule(List.of(ScopeScore.ID), falseAlarmRate));
    }

    private static float[] joined(float[] first, float[] second) {
        float[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
