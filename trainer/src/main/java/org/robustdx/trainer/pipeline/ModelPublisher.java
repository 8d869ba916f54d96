package org.robustdx.trainer.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.robustdx.inference.model.Calibration;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.model.DeviceUnavailableException;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.inference.model.OnnxModel;
import org.robustdx.inference.model.PredictionSets;
import org.robustdx.inference.verdict.VerdictPolicy;
import org.robustdx.trainer.attack.Attack;
import org.robustdx.trainer.attack.Budget;
import org.robustdx.trainer.attack.Pgd;
import org.robustdx.trainer.attack.ThreatModel;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.detect.Detector;
import org.robustdx.trainer.model.ClassifierGraph;
import org.robustdx.trainer.model.ServedGraph;

/** Makes the served file of a trained model: calibrates its detectors, exports it, and measures the exported file. */
public final class ModelPublisher {
    private static final double[] EPSILONS = {2, 4, 8};
    private static final int ATTACK_STEPS = 20;

    private final SavedModel saved;
    private final Splits splits;
    private final long seed;

    /** Creates a publisher of a trained model, by the model's publish options. */
    public ModelPublisher(SavedModel saved, Splits splits, long seed) {
        this.saved = saved;
        this.splits = splits;
        this.seed = seed;
    }

    /**
     * What was measured.
     *
     * @param clean on the whole test split
     * @param attacks each attack on a sample of the test split
     * @param verified file against graph, on the validation split
     * @param sha256 of the file
     */
    public record Measured(
            Robustness.Outcome clean, List<Attacked> attacks, Verifier.Differences verified, String sha256) {
        public Measured {
            attacks = List.copyOf(attacks);
        }

        /** Returns the measurements for the file's metadata and for the summary. */
        public Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            Map<String, Object> test = clean.toMap();
            test.put("split", "test");
            map.put("test", test);
            map.put("attacks", attacks.stream().map(Attacked::toMap).toList());
            map.put("max_abs_logit_difference", verified.logits());
            return map;
        }
    }

    /**
     * One attack on a sample of the test split.
     *
     * @param attack that was made
     * @param epsilon in units of 1/255
     * @param before the sample as it was
     * @param after the sample under attack, rounded to 8 bits
     */
    public record Attacked(Attack attack, double epsilon, Robustness.Outcome before, Robustness.Outcome after) {
        private Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("attack", attack.name());
            map.put("options", attack.options());
            map.put("threat_model", ThreatModel.WHITE_BOX.summary());
            map.put("norm", "L-inf");
            map.put("epsilon", epsilon);
            map.put("split", "test");
            map.putAll(after.toMap());
            map.put("clean_accuracy", before.readings().accuracy());
            return map;
        }
    }

    /** Writes the file and returns what was measured of it; {@code progress} hears in a line what is being done. */
    public Measured publish(Path onnx, Consumer<String> progress)
            throws IOException, InvalidModelException, DeviceUnavailableException {
        progress.accept("fitting the detectors to " + splits.train().size() + " training and "
                + splits.validation().size() + " validation images");
        boolean upright = Task.of(saved.provenance().task()).upright();
        List<Detector> detectors = ModelDetectors.fit(saved.model(), upright, splits.train(), splits.validation());
        ServedGraph served = saved.servedGraph(detectors);
        progress.accept("calibrating the detectors on " + splits.calibration().size() + " clean images");
        Scores clean = Scores.of(served, splits.calibration());
        Calibration calibration =
                ScopeFit.calibrated(clean.byDetector(), saved.publication().falseAlarmRate());
        PredictionSets sets = PredictionSets.calibrated(
                saved.provenance().classes(),
                clean.probabilities(),
                splits.calibration().labels(),
                PredictionSets.DEFAULT_COVERAGE,
                0);
        ModelFile.write(onnx, saved, detectors, calibration, sets, Map.of());
        progress.accept("verifying the exported file on " + splits.validation().size() + " images");
        Verifier.Differences verified = Verifier.compare(onnx, served, splits.validation());
        Measured measured = measure(onnx, verified, progress);
        ModelFile.write(onnx, saved, detectors, calibration, sets, measured.toMap());
        try (OnnxModel model = open(onnx)) {
            return new Measured(measured.clean(), measured.attacks(), verified, model.sha256());
        }
    }

    private Measured measure(Path onnx, Verifier.Differences verified, Consumer<String> progress)
            throws InvalidModelException, DeviceUnavailableException {
        try (OnnxModel model = open(onnx)) {
            VerdictPolicy policy = VerdictPolicy.of(model.metadata());
            progress.accept("reading the test split of " + splits.test().size() + " images");
            Robustness.Outcome clean = Robustness.read(model, policy, splits.test());
            List<Attacked> attacks = new ArrayList<>();
            if (saved.publication().attackImages() > 0) {
                Dataset sample = splits.test().sample(saved.publication().attackImages(), seed);
                Robustness.Outcome before = Robustness.read(model, policy, sample);
                ClassifierGraph classifier = new ClassifierGraph(saved.model());
                Attack attack = new Pgd(ATTACK_STEPS, 1);
                for (double epsilon : EPSILONS) {
                    progress.accept(
                            "attacking " + sample.size() + " test images: pgd, epsilon " + (int) epsilon + "/255");
                    Dataset attacked = Robustness.attacked(classifier, sample, attack, new Budget(epsilon), seed);
                    attacks.add(new Attacked(attack, epsilon, before, Robustness.read(model, policy, attacked)));
                }
            }
            return new Measured(clean, attacks, verified, model.sha256());
        }
    }

    private static OnnxModel open(Path onnx) throws InvalidModelException, DeviceUnavailableException {
        return OnnxModel.open(onnx, new OnnxModel.Options(Device.CPU, 0));
    }
}
