package org.robustdx.trainer.publish;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.robustdx.inference.model.Calibration;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.model.DeviceUnavailableException;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.inference.model.OnnxModel;
import org.robustdx.inference.model.PredictionSets;
import org.robustdx.trainer.attack.Attack;
import org.robustdx.trainer.attack.ThreatModel;
import org.robustdx.trainer.calibrate.LogitCorrection;
import org.robustdx.trainer.data.Splits;
import org.robustdx.trainer.data.Task;
import org.robustdx.trainer.detect.Detector;
import org.robustdx.trainer.measure.RobustSets;
import org.robustdx.trainer.measure.Robustness;
import org.robustdx.trainer.model.ServedGraph;
import org.robustdx.trainer.modelfile.CorrectionEntry;
import org.robustdx.trainer.modelfile.ModelDetectors;
import org.robustdx.trainer.modelfile.ModelFile;
import org.robustdx.trainer.modelfile.SavedModel;
import org.robustdx.trainer.modelfile.ScopeFit;
import org.robustdx.trainer.modelfile.Scores;
import org.robustdx.trainer.modelfile.Verifier;
import org.robustdx.trainer.site.SiteEntries;
import org.robustdx.trainer.site.TrainingSite;

/** Makes the served file of a trained model: calibrates its detectors, exports it, and measures the exported file. */
public final class ModelPublisher {
    private final SavedModel saved;
    private final Splits splits;
    private final long seed;
    private final String dataArguments;

    /**
     * Creates a publisher of a trained model, by the model's publish options.
     *
     * @param dataArguments which name the images on the command line of {@code train}, each with a space before it; empty for phantoms
     */
    public ModelPublisher(SavedModel saved, Splits splits, long seed, String dataArguments) {
        this.saved = saved;
        this.splits = splits;
        this.seed = seed;
        this.dataArguments = dataArguments;
    }

    /**
     * What was measured.
     *
     * @param clean on the whole test split
     * @param bySite the same for each site by its name; none where there is only one
     * @param attacks each attack on a sample of the test split
     * @param verified file against graph, on the validation split
     * @param sha256 of the file
     */
    public record Measured(
            Robustness.Outcome clean,
            Map<String, Robustness.Outcome> bySite,
            List<Attacked> attacks,
            Verifier.Differences verified,
            String sha256) {
        public Measured {
            bySite = Collections.unmodifiableMap(new LinkedHashMap<>(bySite));
            attacks = List.copyOf(attacks);
        }

        /** Returns the same measurements of a file that differs in its metadata only. */
        Measured of(String otherSha256) {
            return new Measured(clean, bySite, attacks, verified, otherSha256);
        }

        /** Returns the measurements for the file's metadata and for the summary. */
        public Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            Map<String, Object> test = clean.toMap();
            test.put("split", "test");
            map.put("test", test);
            if (!bySite.isEmpty()) {
                Map<String, Object> sites = new LinkedHashMap<>();
                bySite.forEach((name, outcome) -> sites.put(name, outcome.toMap()));
                map.put("test_by_site", sites);
            }
            map.put("attacks", attacks.stream().map(Attacked::toMap).toList());
            map.put("max_abs_logit_difference", verified.logits());
            return map;
        }
    }

    /**
     * One attack on a sample of the test split.
     *
     * @param attack that was made
     * @param threatModel what the attack knows
     * @param epsilon in units of 1/255
     * @param before the sample as it was
     * @param after the sample under attack, rounded to 8 bits
     */
    public record Attacked(
            Attack attack,
            ThreatModel threatModel,
            double epsilon,
            Robustness.Outcome before,
            Robustness.Outcome after) {
        private Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("attack", attack.name());
            map.put("options", attack.options());
            map.put("threat_model", threatModel.summary());
            map.put("norm", "L-inf");
            map.put("epsilon", epsilon);
            map.put("split", "test");
            map.putAll(after.toMap());
            map.put("clean_accuracy", before.readings().accuracy());
            return map;
        }
    }

    private Map<String, String> origin() throws JsonProcessingException {
        Map<String, String> origin = new LinkedHashMap<>();
        origin.put(SiteEntries.KEY, SiteEntries.trained(TrainingSite.of(splits, saved.publication())));
        origin.put(CardOf.COMMAND, CardOf.command(saved, splits, dataArguments));
        Optional<LogitCorrection> correction = saved.model().correction();
        if (correction.isPresent()) {
            origin.put(
                    CorrectionEntry.KEY,
                    CorrectionEntry.of(
                            saved.provenance().classes(),
                            correction.get(),
                            splits.validation().size(),
                            Map.of("split", "validation")));
        }
        return origin;
    }

    /** Writes the file and returns what was measured of it; {@code progress} hears in a line what is being done. */
    public Measured publish(Path onnx, Consumer<String> progress)
            throws IOException, InvalidModelException, DeviceUnavailableException {
        progress.accept("fitting the detectors to " + splits.train().size() + " training and "
                + splits.validation().size() + " validation images");
        boolean upright = Task.of(saved.provenance().task()).upright();
        List<Detector> detectors = ModelDetectors.fit(saved.model(), upright, splits.train(), splits.validation());
        ServedGraph served = saved.servedGraph(detectors);
        progress.accept("calibrating the detectors on " + splits.calibration().size()
                + " clean images, and the scope score on the validation images too");
        Scores clean = Scores.of(served, splits.calibration());
        Calibration calibration = ScopeFit.calibrated(
                clean.byDetector(),
                Scores.of(served, splits.validation()).byDetector(),
                saved.publication().falseAlarmRate());
        PredictionSets sets = RobustSets.calibrated(
                saved.model(),
                saved.provenance().classes(),
                splits.calibration(),
                clean,
                saved.publication().robustSets(),
                served,
                seed,
                progress);
        Map<String, String> origin = origin();
        ModelFile.write(onnx, saved, detectors, calibration, sets, origin, Map.of());
        progress.accept("verifying the exported file on " + splits.validation().size() + " images");
        Verifier.Differences verified = Verifier.compare(onnx, served, splits.validation());
        Measured measured = new Measurement(
                        saved.model(),
                        detectors,
                        splits.test(),
                        saved.publication().attackImages(),
                        seed,
                        progress)
                .of(onnx, verified);
        ModelFile.write(onnx, saved, detectors, calibration, sets, origin, measured.toMap());
        try (OnnxModel model = OnnxModel.open(onnx, new OnnxModel.Options(Device.CPU, 0))) {
            return measured.of(model.sha256());
        }
    }
}
