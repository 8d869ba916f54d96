package org.robustdx.trainer.pipeline;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.robustdx.inference.model.Calibration;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.model.DeviceUnavailableException;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.inference.model.OnnxModel;
import org.robustdx.inference.model.Outputs;
import org.robustdx.inference.model.PredictionSets;
import org.robustdx.inference.verdict.ScopeFinding;
import org.robustdx.inference.verdict.VerdictPolicy;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.detect.Detector;
import org.robustdx.trainer.export.OnnxExporter;
import org.robustdx.trainer.model.ServedGraph;
import org.robustdx.trainer.scope.ScopeDetectors;
import org.robustdx.trainer.scope.ScopeScore;

/**
 * Adds scope detectors to a model file without training it: the weights and the tampering detectors stay as they are. The detectors are fitted to
 * the training split of the data that the model was trained on; both alarms and the prediction sets are calibrated on its calibration split.
 */
public final class ScopeAddition {
    private static final int BATCH = 64;
    private static final ObjectMapper JSON = new ObjectMapper();

    private ScopeAddition() {}

    /**
     * What the new file is like, on the test split.
     *
     * @param largestLogitDifference between the two files
     * @param outOfScope test images that are declared out of scope
     * @param flagged test images for which the tampering alarm is raised, whatever their scope
     * @param either test images with at least one of the two
     * @param n test images
     * @param rate false-alarm rate of each of the two
     * @param sha256 of the new file
     */
    public record Result(
            double largestLogitDifference, int outOfScope, int flagged, int either, int n, double rate, String sha256) {

        /** Returns the result as it is written to files. */
        public Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("split", "test");
            map.put("n", n);
            map.put("out_of_scope", outOfScope);
            map.put("flagged", flagged);
            map.put("either", either);
            map.put("false_alarm_rate", rate);
            map.put("max_abs_logit_difference", largestLogitDifference);
            return map;
        }
    }

    /**
     * Writes the file with scope detectors, all of it or nothing; the folder of {@code out} exists.
     *
     * @param judged the model
     * @param all the data that the model was trained on
     * @param out the new file, which may be the old one
     * @param rate false-alarm rate of the scope, where it is not the model's own
     * @param progress hears in a line what is being done
     * @throws InvalidModelException if the data is not that of the model, or the new file is not valid
     */
    public static Result write(
            JudgedModel judged, Dataset all, Path out, Optional<Double> rate, Consumer<String> progress)
            throws IOException, InvalidModelException, DeviceUnavailableException {
        ModelMetadata old = judged.metadata();
        String digest = old.properties().getOrDefault("data_digest", "");
        if (!digest.equals(all.digest()) || judged.splitSeed().isEmpty()) {
            throw new InvalidModelException(judged.file() + ": trained on data of digest " + digest
                    + " (expected: that of the images given, " + all.digest() + ", and a split seed in the file)");
        }
        Splits splits = Splits.of(all, judged.splitSeed().getAsLong());
        progress.accept("fitting the scope detectors to " + splits.train().size() + " training and "
                + splits.validation().size() + " validation images");
        List<Detector> detectors = new ArrayList<>(judged.detectors().stream()
                .filter(d -> ScopeDetectors.named(d.id()).isEmpty() && !d.id().equals(ScopeScore.ID))
                .toList());
        boolean upright = Task.of(old.task()).upright();
        detectors.addAll(ScopeFit.fit(judged.network(), upright, splits.train(), splits.validation()));
        ServedGraph served = new ServedGraph(judged.network(), detectors);
        progress.accept("calibrating both alarms on " + splits.calibration().size() + " images");
        Scores clean = Scores.of(served, splits.calibration());
        Calibration calibration = ScopeFit.calibrated(
                        clean.byDetector(), rate.orElse(old.calibration().falseAlarmRate()))
                .withAlarms(old.calibration().alarms())
                .withFalseAlarmRate(old.calibration().falseAlarmRate());
        Map<String, String> properties = new LinkedHashMap<>(old.properties());
        properties.put("detectors", JSON.writeValueAsString(served.detectors()));
        properties.put("calibration", calibration.toJson());
        properties.put(
                "prediction_sets",
                PredictionSets.calibrated(
                                old.classes(),
                                clean.probabilities(),
                                splits.calibration().labels(),
                                PredictionSets.DEFAULT_COVERAGE,
                                0)
                        .toJson());
        properties.putAll(ModelDetectors.entries(detectors));
        properties.putIfAbsent("parent_sha256", judged.served().sha256());
        Path draft = out.resolveSibling(out.getFileName() + ".part");
        try {
            Files.write(draft, content(served, properties));
            progress.accept("comparing both files on " + splits.test().size() + " test images");
            Result result = compare(judged.served(), draft, splits.test());
            ObjectNode metrics = (ObjectNode) JSON.readTree(properties.getOrDefault("metrics", "{}"));
            metrics.set("scope", JSON.valueToTree(result.toMap()));
            properties.put("metrics", metrics.toString());
            Files.write(draft, content(served, properties));
            Files.move(draft, out, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            try (OnnxModel model = open(out)) {
                return new Result(
                        result.largestLogitDifference(),
                        result.outOfScope(),
                        result.flagged(),
                        result.either(),
                        result.n(),
                        result.rate(),
                        model.sha256());
            }
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static byte[] content(ServedGraph served, Map<String, String> properties) {
        return OnnxExporter.export(served, Build.version(), properties).toByteArray();
    }

    private static Result compare(OnnxModel before, Path file, Dataset test)
            throws InvalidModelException, DeviceUnavailableException {
        try (OnnxModel after = open(file)) {
            VerdictPolicy policy = VerdictPolicy.of(after.metadata());
            double largest = 0;
            int outOfScope = 0;
            int flagged = 0;
            int either = 0;
            for (int from = 0; from < test.size(); from += BATCH) {
                int[] indexes = Images.range(from, Math.min(test.size(), from + BATCH));
                byte[] images = test.batchNhwc(indexes);
                Outputs old = before.runRaw(images, indexes.length);
                Outputs now = after.runRaw(images, indexes.length);
                for (int i = 0; i < indexes.length; i++) {
                    for (int k = 0; k < old.logits()[i].length; k++) {
                        double difference = Math.abs((double) old.logits()[i][k] - now.logits()[i][k]);
                        largest = Math.max(largest, difference);
                    }
                    double[] p = VerdictPolicy.pValues(after.metadata(), now.scores()[i]);
                    boolean out = ScopeFinding.of(after.metadata(), p)
                            .map(ScopeFinding::outOfScope)
                            .orElse(false);
                    boolean tampered = !policy.fired(after.metadata(), p).isEmpty();
                    outOfScope += out ? 1 : 0;
                    flagged += tampered ? 1 : 0;
                    either += out || tampered ? 1 : 0;
                }
            }
            double rate = after.metadata().calibration().scope().orElseThrow().falseAlarmRate();
            return new Result(largest, outOfScope, flagged, either, test.size(), rate, after.sha256());
        }
    }

    private static OnnxModel open(Path file) throws InvalidModelException, DeviceUnavailableException {
        return OnnxModel.open(file, new OnnxModel.Options(Device.CPU, 0));
    }
}
