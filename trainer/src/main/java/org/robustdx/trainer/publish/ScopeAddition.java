package org.robustdx.trainer.publish;

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
import org.robustdx.inference.model.DicomScope;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.inference.model.OnnxModel;
import org.robustdx.inference.model.Outputs;
import org.robustdx.inference.model.PredictionSets;
import org.robustdx.trainer.common.Bounds;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.data.Splits;
import org.robustdx.trainer.data.Task;
import org.robustdx.trainer.detect.Detector;
import org.robustdx.trainer.export.OnnxExporter;
import org.robustdx.trainer.measure.RobustSets;
import org.robustdx.trainer.measure.Robustness;
import org.robustdx.trainer.model.ServedGraph;
import org.robustdx.trainer.modelfile.Build;
import org.robustdx.trainer.modelfile.Images;
import org.robustdx.trainer.modelfile.JudgedModel;
import org.robustdx.trainer.modelfile.ModelDetectors;
import org.robustdx.trainer.modelfile.ScopeFit;
import org.robustdx.trainer.modelfile.Scores;
import org.robustdx.trainer.modelfile.Verifier;
import org.robustdx.trainer.scope.ScopeDetectors;
import org.robustdx.trainer.scope.ScopeScore;
import org.robustdx.trainer.site.SiteCalibration;
import org.robustdx.trainer.site.SiteEntries;
import org.robustdx.trainer.site.TrainingSite;
import org.robustdx.trainer.train.DicomConditions;
import org.robustdx.trainer.train.PublishOptions;

/**
 * Adds scope detectors to a model file without training it: the weights and the tampering detectors stay as they are. The detectors are fitted to
 * the training split of the data that the model was trained on; both alarms and the prediction sets are calibrated on its calibration split, the scope
 * alarm on the validation split too.
 */
public final class ScopeAddition {
    private static final int BATCH = 64;
    private static final ObjectMapper JSON = new ObjectMapper();

    private ScopeAddition() {}

    /**
     * What is asked of the new file.
     *
     * @param scopeRate false-alarm rate of the scope; empty for that of the tampering alarm
     * @param robustSets largest change of a pixel under which the prediction sets hold, in units of 1/255, 0 for images as they are; empty for that of
     *     the old file
     * @param attackImages test images that are attacked to measure the file, at most; 0 for no attack
     * @param dicom changes to the DICOM images in scope; see {@link DicomConditions}
     * @param source what is stated of the images; empty to leave the statements of the old file
     */
    public record Options(
            Optional<Double> scopeRate,
            Optional<Double> robustSets,
            int attackImages,
            List<String> dicom,
            Optional<PublishOptions> source) {
        /** Checks the ranges. */
        public Options {
            scopeRate.ifPresent(rate -> Bounds.requireWithin("scope-rate", rate, 0, 1));
            robustSets.ifPresent(epsilon -> Bounds.requireFrom("robust-sets", epsilon, 0, 255));
            if (attackImages < 0) {
                throw new IllegalArgumentException("attack-images: " + attackImages + " (expected: >= 0)");
            }
            dicom = List.copyOf(dicom);
        }

        /** Returns options that ask for nothing. */
        public static Options ofDefaults() {
            return new Options(Optional.empty(), Optional.empty(), 0, List.of(), Optional.empty());
        }

        /** Returns the same options with these changes to the DICOM images in scope. */
        public Options withDicom(List<String> changes) {
            return new Options(scopeRate, robustSets, attackImages, changes, source);
        }

        /** Returns the same options with another rate of the scope. */
        public Options withScopeRate(double rate) {
            return new Options(Optional.of(rate), robustSets, attackImages, dicom, source);
        }
    }

    /**
     * What the new file is like, on the test split.
     *
     * @param largestLogitDifference between the two files
     * @param rate false-alarm rate of the scope
     * @param epsilon the attack on the images that calibrated the prediction sets, in units of 1/255; 0 for none
     * @param sites whose images the model was trained on
     * @param measured of the new file
     */
    public record Result(
            double largestLogitDifference,
            double rate,
            double epsilon,
            List<TrainingSite> sites,
            ModelPublisher.Measured measured) {
        /** Copies the list. */
        public Result {
            sites = List.copyOf(sites);
        }

        /** Returns the number of test images. */
        public int n() {
            return measured.clean().readings().n();
        }

        /** Returns the number of test images that are declared out of scope. */
        public int outOfScope() {
            return measured.clean()
                    .scope()
                    .map(Robustness.ScopeCounts::outOfScope)
                    .orElse(0);
        }

        /** Returns the number of test images for which the tampering alarm is raised, whatever their scope. */
        public int flagged() {
            return measured.clean().flagged();
        }

        /** Returns the number of test images that are out of scope or flagged. */
        public int either() {
            return measured.clean().scope().map(Robustness.ScopeCounts::either).orElse(flagged());
        }

        /** Returns the result as it is written to files. */
        public Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>(measured.toMap());
            map.put("split", "test");
            map.put("n", n());
            map.put("out_of_scope", outOfScope());
            map.put("flagged", flagged());
            map.put("either", either());
            map.put("false_alarm_rate", rate);
            map.put("max_abs_logit_difference", largestLogitDifference);
            map.put("robust_sets", epsilon);
            return map;
        }
    }

    /**
     * Writes the file with scope detectors, all of it or nothing; the folder of {@code out} exists.
     *
     * @param judged the model
     * @param all the data that the model was trained on
     * @param out the new file, which may be the old one
     * @param progress hears in a line what is being done
     * @throws InvalidModelException if the data is not that of the model, or the new file is not valid
     */
    public static Result write(JudgedModel judged, Dataset all, Path out, Options options, Consumer<String> progress)
            throws IOException, InvalidModelException, DeviceUnavailableException {
        ModelMetadata old = judged.metadata();
        String digest = old.properties().getOrDefault("data_digest", "");
        if (!digest.equals(all.digest()) || judged.splitSeed().isEmpty()) {
            throw new InvalidModelException(judged.file() + ": trained on data of digest " + digest
                    + " (expected: that of the images given, " + all.digest() + ", and a split seed in the file)");
        }
        long seed = judged.splitSeed().getAsLong();
        Splits splits = Splits.of(all, seed);
        progress.accept("fitting the scope detectors to " + splits.train().size() + " training and "
                + splits.validation().size() + " validation images");
        List<Detector> detectors = new ArrayList<>(judged.detectors().stream()
                .filter(d -> ScopeDetectors.named(d.id()).isEmpty() && !d.id().equals(ScopeScore.ID))
                .toList());
        boolean upright = Task.of(old.task()).upright();
        detectors.addAll(ScopeFit.fit(judged.network(), upright, splits.train(), splits.validation()));
        ServedGraph served = new ServedGraph(judged.network(), detectors);
        progress.accept("calibrating both alarms on " + splits.calibration().size()
                + " images, and the scope score on the validation images too");
        Scores clean = Scores.of(served, splits.calibration());
        double rate = options.scopeRate().orElse(old.calibration().falseAlarmRate());
        Calibration calibration = ScopeFit.calibrated(
                        clean.byDetector(),
                        Scores.of(served, splits.validation()).byDetector(),
                        rate)
                .withAlarms(old.calibration().alarms())
                .withFalseAlarmRate(old.calibration().falseAlarmRate());
        double epsilon = options.robustSets()
                .or(() -> old.predictionSets().map(PredictionSets::epsilon))
                .orElse(0.0);
        PredictionSets sets = RobustSets.calibrated(
                judged.network(), old.classes(), splits.calibration(), clean, epsilon, served, seed, progress);
        List<TrainingSite> sites = TrainingSite.of(splits, options.source().orElse(PublishOptions.ofDefaults()));
        Map<String, String> properties = new LinkedHashMap<>(old.properties());
        properties.put("detectors", JSON.writeValueAsString(served.detectors()));
        properties.put("calibration", calibration.toJson());
        properties.put("prediction_sets", sets.toJson());
        if (options.source().isPresent() || !properties.containsKey(SiteEntries.KEY)) {
            properties.put(SiteEntries.KEY, SiteEntries.trained(sites, properties));
        }
        properties.putAll(ModelDetectors.entries(detectors));
        Optional<DicomScope> usual =
                old.dicomScope().or(() -> Task.of(old.task()).dicomScope());
        properties.remove(DicomScope.KEY);
        DicomConditions.changed(usual, options.dicom())
                .ifPresent(scope -> properties.put(DicomScope.KEY, scope.toJson()));
        properties.putIfAbsent(SiteCalibration.PARENT, judged.served().sha256());
        if (properties.containsKey(SiteEntries.KEY)) {
            // The alarms are now those of the training data again.
            properties.put(
                    SiteEntries.KEY, SiteEntries.withoutCalibration(properties).toString());
        }
        Path draft = out.resolveSibling(out.getFileName() + ".part");
        try {
            Files.write(draft, content(served, properties));
            progress.accept("comparing both files on " + splits.test().size() + " test images");
            double difference = largestLogitDifference(judged.served(), draft, splits.test());
            Verifier.Differences verified = Verifier.compare(draft, served, splits.validation());
            ModelPublisher.Measured measured = new Measurement(
                            judged.network(), detectors, splits.test(), options.attackImages(), seed, progress)
                    .of(draft, verified);
            Result result = new Result(difference, rate, epsilon, sites, measured);
            ObjectNode metrics = (ObjectNode) JSON.readTree(properties.getOrDefault("metrics", "{}"));
            metrics.set("scope", JSON.valueToTree(result.toMap()));
            properties.put("metrics", metrics.toString());
            Files.write(draft, content(served, properties));
            Files.move(draft, out, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            try (OnnxModel model = open(out)) {
                return new Result(difference, rate, epsilon, sites, measured.of(model.sha256()));
            }
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static byte[] content(ServedGraph served, Map<String, String> properties) {
        return OnnxExporter.export(served, Build.version(), properties).toByteArray();
    }

    private static double largestLogitDifference(OnnxModel before, Path file, Dataset test)
            throws InvalidModelException, DeviceUnavailableException {
        try (OnnxModel after = open(file)) {
            double largest = 0;
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
                }
            }
            return largest;
        }
    }

    private static OnnxModel open(Path file) throws InvalidModelException, DeviceUnavailableException {
        return OnnxModel.open(file, new OnnxModel.Options(Device.CPU, 0));
    }
}
