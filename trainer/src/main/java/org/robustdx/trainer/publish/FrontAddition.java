package org.robustdx.trainer.publish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.robustdx.inference.model.Calibration;
import org.robustdx.inference.model.DeviceUnavailableException;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.inference.model.PredictionSets;
import org.robustdx.trainer.data.DataException;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.data.Splits;
import org.robustdx.trainer.data.Task;
import org.robustdx.trainer.detect.Detector;
import org.robustdx.trainer.export.OnnxExporter;
import org.robustdx.trainer.front.Front;
import org.robustdx.trainer.front.FrontOptions;
import org.robustdx.trainer.front.FrontTraining;
import org.robustdx.trainer.front.FrontedNetwork;
import org.robustdx.trainer.importer.ImportedNetwork;
import org.robustdx.trainer.measure.RobustSets;
import org.robustdx.trainer.model.ServedGraph;
import org.robustdx.trainer.modelfile.Build;
import org.robustdx.trainer.modelfile.JudgedModel;
import org.robustdx.trainer.modelfile.ModelDetectors;
import org.robustdx.trainer.modelfile.ScopeFit;
import org.robustdx.trainer.modelfile.Scores;
import org.robustdx.trainer.modelfile.Verifier;
import org.robustdx.trainer.site.SiteCalibration;
import org.robustdx.trainer.site.SiteEntries;

/**
 * Puts a front before the classifier of a model file, ours or adopted. The classifier stays as it is; the front is
 * trained on the training split of the model's data. All detectors are fitted and calibrated again, because they now see
 * repaired images.
 */
public final class FrontAddition {
    /** Key of {@code metadata_props}: the front with its settings as JSON. */
    public static final String KEY = "front";

    private static final ObjectMapper JSON = new ObjectMapper();

    private FrontAddition() {}

    /**
     * What is asked of the new file.
     *
     * @param front the front with its settings
     * @param training how a front is trained that has parameters
     * @param attackImages test images that are attacked to measure the file, at most; 0 for no attack
     */
    public record Options(FrontOptions front, FrontTraining.Options training, int attackImages) {
        /** Checks the range. */
        public Options {
            if (attackImages < 0) {
                throw new IllegalArgumentException("attack-images: " + attackImages + " (expected: >= 0)");
            }
        }
    }

    /**
     * Writes the file with the front, all of it or nothing; the folder of {@code out} exists.
     *
     * @param judged the model, which has no front
     * @param all the data that the model was trained on
     * @param out the new file, which may be the old one
     * @param progress hears in a line what is being done
     * @return what was measured of the new file on the test split
     * @throws InvalidModelException if the data is not that of the model, or the model has a front
     */
    public static ModelPublisher.Measured write(
            JudgedModel judged, Dataset all, Path out, Options options, Consumer<String> progress)
            throws IOException, InvalidModelException, DataException, DeviceUnavailableException, InterruptedException {
        ModelMetadata old = judged.metadata();
        OptionalLong splitSeed = judged.splitSeed();
        String digest = old.properties().getOrDefault("data_digest", "");
        if (!digest.equals(all.digest()) || splitSeed.isEmpty()) {
            throw new InvalidModelException(judged.file() + ": trained on data of digest " + digest
                    + " (expected: that of the images given, " + all.digest() + ", and a split seed in the file)");
        }
        if (old.properties().containsKey(KEY)) {
            throw new InvalidModelException(judged.file() + ": has the front "
                    + old.properties().get(KEY) + " (expected: a model without a front)");
        }
        long seed = splitSeed.getAsLong();
        Splits splits = Splits.of(all.withClasses(old.classes()), seed);
        Front front = options.front().create();
        FrontTraining.Result trained =
                new FrontTraining(judged.network(), front, splits.train(), options.training(), progress).run();
        FrontedNetwork network = new FrontedNetwork(judged.network(), front, trained.weights());
        progress.accept("fitting the detectors to " + splits.train().size() + " training and "
                + splits.validation().size() + " validation images");
        boolean upright = Task.of(old.task()).upright();
        List<Detector> detectors =
                new ArrayList<>(ModelDetectors.fit(network, upright, splits.train(), splits.validation()));
        detectors.addAll(trained.detectors());
        ServedGraph served = new ServedGraph(network, detectors);
        progress.accept("calibrating the detectors on " + splits.calibration().size() + " images");
        Scores clean = Scores.of(served, splits.calibration());
        double rate = old.calibration().falseAlarmRate();
        Calibration calibration = ScopeFit.calibrated(
                clean.byDetector(), Scores.of(served, splits.validation()).byDetector(), rate);
        if (!trained.detectors().isEmpty()) {
            calibration = calibration.withAlarms(
                    trained.detectors().stream().map(Detector::id).toList());
        }
        double epsilon = old.predictionSets().map(PredictionSets::epsilon).orElse(0.0);
        PredictionSets sets = RobustSets.calibrated(
                network, old.classes(), splits.calibration(), clean, epsilon, served, seed, progress);
        Map<String, String> properties = properties(judged, network, detectors, calibration, sets, options.front());
        Path draft = out.resolveSibling(out.getFileName() + ".part");
        try {
            Files.write(draft, content(served, properties));
            progress.accept("verifying the file on " + splits.validation().size() + " images");
            Verifier.Differences verified = Verifier.compare(draft, served, splits.validation());
            ModelPublisher.Measured measured = new Measurement(
                            network, detectors, splits.test(), options.attackImages(), seed, progress)
                    .of(draft, verified);
            properties.put("metrics", JSON.writeValueAsString(measured.toMap()));
            Files.write(draft, content(served, properties));
            Files.move(draft, out, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            try (JudgedModel written = JudgedModel.open(out)) {
                return measured.of(written.served().sha256());
            }
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static Map<String, String> properties(
            JudgedModel judged,
            FrontedNetwork network,
            List<Detector> detectors,
            Calibration calibration,
            PredictionSets sets,
            FrontOptions front)
            throws JsonProcessingException, InvalidModelException {
        Map<String, String> properties = new LinkedHashMap<>(judged.metadata().properties());
        properties.put(KEY, JSON.writeValueAsString(front.toMap()));
        // The network is built again from the graph: its specification does not include the front.
        properties.put(ImportedNetwork.KEY, network.places().toJson());
        properties.put(
                "detectors",
                JSON.writeValueAsString(detectors.stream().map(Detector::id).toList()));
        properties.put("calibration", calibration.toJson());
        properties.put("prediction_sets", sets.toJson());
        properties.putAll(ModelDetectors.entries(detectors));
        properties.put("producer", "robustdx " + Build.version());
        properties.put("git_revision", Build.revision());
        properties.put("created", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        properties.putIfAbsent(SiteCalibration.PARENT, judged.served().sha256());
        if (properties.containsKey(SiteEntries.KEY)) {
            // The alarms are now those of the training data again.
            properties.put(
                    SiteEntries.KEY, SiteEntries.withoutCalibration(properties).toString());
        }
        return properties;
    }

    private static byte[] content(ServedGraph served, Map<String, String> properties) {
        return OnnxExporter.export(served, Build.version(), properties).toByteArray();
    }
}
