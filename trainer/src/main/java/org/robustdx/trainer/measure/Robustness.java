package org.robustdx.trainer.measure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.inference.model.OnnxModel;
import org.robustdx.inference.model.Reading;
import org.robustdx.inference.verdict.ScopeFinding;
import org.robustdx.inference.verdict.VerdictPolicy;
import org.robustdx.trainer.attack.Attack;
import org.robustdx.trainer.attack.Budget;
import org.robustdx.trainer.attack.Classifier;
import org.robustdx.trainer.attack.EightBit;
import org.robustdx.trainer.data.Batch;
import org.robustdx.trainer.data.Batches;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.modelfile.Images;
import org.robustdx.trainer.train.Evaluator;
import org.robustdx.trainer.train.Metrics;

/**
 * How the exported file stands up: attacks are made against the trained graph (white-box; they do not know the detectors), rounded to
 * 8 bits as files travel, and classified by the session that serves.
 */
public final class Robustness {
    private static final int BATCH = 64;

    private Robustness() {}

    /**
     * What the served model made of a set of images.
     *
     * @param readings how well the images were read
     * @param flagged how many of them the tampering alarm flags, whatever their scope
     * @param scores of every image, by detector
     * @param flaggedBy images that each detector flags by itself: its p-value is at most the false-alarm rate
     * @param scope how many are out of scope; empty where the model has no scope detectors
     * @param sets what the prediction sets are worth; empty where the model has none
     */
    public record Outcome(
            Metrics readings,
            int flagged,
            Map<String, double[]> scores,
            Map<String, Integer> flaggedBy,
            Optional<ScopeCounts> scope,
            Optional<SetQuality> sets) {
        /** Returns the share of images flagged. */
        public double flaggedShare() {
            return (double) flagged / readings.n();
        }

        /** Returns the share of images that one detector flags by itself. */
        public double flaggedShare(String detector) {
            return (double) flaggedBy.getOrDefault(detector, 0) / readings.n();
        }

        /** Returns this outcome for a report. */
        public Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("n", readings.n());
            map.put("accuracy", readings.accuracy());
            map.put("balanced_accuracy", readings.balancedAccuracy());
            map.put("flagged", flaggedShare());
            scope.ifPresent(counts -> {
                map.put("out_of_scope", (double) counts.outOfScope() / readings.n());
                map.put("either", (double) counts.either() / readings.n());
            });
            sets.ifPresent(quality -> map.put("prediction_sets", quality.toMap()));
            return map;
        }
    }

    /**
     * How many images are out of scope.
     *
     * @param outOfScope images that are declared out of scope
     * @param either images that are out of scope or flagged
     */
    public record ScopeCounts(int outOfScope, int either) {}

    /** Returns what the served model makes of images as they are. */
    public static Outcome read(OnnxModel model, VerdictPolicy policy, Dataset dataset) {
        float[][] logits = new float[dataset.size()][];
        float[][] probabilities = new float[dataset.size()][];
        int flagged = 0;
        int outOfScope = 0;
        int either = 0;
        List<String> detectors = model.metadata().detectors();
        double[][] scores = new double[detectors.size()][dataset.size()];
        int[] alone = new int[detectors.size()];
        double rate = model.metadata().calibration().falseAlarmRate();
        for (int from = 0; from < dataset.size(); from += BATCH) {
            List<Reading> readings = model.run(dataset.rasters(from, Math.min(dataset.size(), from + BATCH)));
            for (int i = 0; i < readings.size(); i++) {
                Reading reading = readings.get(i);
                logits[from + i] = reading.logits();
                probabilities[from + i] = reading.probabilities();
                double[] pValues = VerdictPolicy.pValues(model.metadata(), reading);
                for (int d = 0; d < scores.length; d++) {
                    scores[d][from + i] = reading.scores()[d];
                    alone[d] += pValues[d] <= rate ? 1 : 0;
                }
                boolean fired = !policy.fired(model.metadata(), pValues).isEmpty();
                boolean out = ScopeFinding.of(model.metadata(), pValues)
                        .map(ScopeFinding::outOfScope)
                        .orElse(false);
                flagged += fired ? 1 : 0;
                outOfScope += out ? 1 : 0;
                either += fired || out ? 1 : 0;
            }
        }
        Metrics metrics =
                Metrics.of(logits, dataset.labels(), model.metadata().classes().size());
        Map<String, double[]> byDetector = new LinkedHashMap<>();
        Map<String, Integer> flaggedBy = new LinkedHashMap<>();
        for (int d = 0; d < scores.length; d++) {
            byDetector.put(detectors.get(d), scores[d]);
            flaggedBy.put(detectors.get(d), alone[d]);
        }
        ScopeCounts counts = new ScopeCounts(outOfScope, either);
        return new Outcome(
                metrics,
                flagged,
                byDetector,
                flaggedBy,
                model.metadata().calibration().scope().map(rule -> counts),
                model.metadata()
                        .predictionSets()
                        .map(sets -> SetQuality.of(sets, model.metadata().classes(), probabilities, dataset.labels())));
    }

    /**
     * Returns the dataset with every image replaced by its adversarial image, rounded to 8 bits and within the budget still, also where
     * rounding alone would go beyond.
     */
    public static Dataset attacked(Classifier classifier, Dataset dataset, Attack attack, Budget budget, long seed) {
        byte[][] images = new byte[dataset.size()][];
        int at = 0;
        for (Batch batch : Batches.sequential(dataset, BATCH)) {
            try (INDArray pixels = Evaluator.pixels(batch.pixels(), batch.size(), dataset);
                    INDArray adversarial = attack.perturb(classifier, pixels, batch.labels(), budget, seed + at)) {
                try (INDArray rounded = EightBit.round(pixels, adversarial, budget)) {
                    for (byte[] image : Images.toBytes(rounded)) {
                        images[at++] = image;
                    }
                }
            }
        }
        return dataset.withImages(images);
    }
}
