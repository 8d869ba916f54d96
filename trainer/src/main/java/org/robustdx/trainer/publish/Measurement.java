package org.robustdx.trainer.publish;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.model.DeviceUnavailableException;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.inference.model.OnnxModel;
import org.robustdx.inference.model.PredictionSets;
import org.robustdx.inference.verdict.VerdictPolicy;
import org.robustdx.trainer.attack.Adaptive;
import org.robustdx.trainer.attack.Attack;
import org.robustdx.trainer.attack.Budget;
import org.robustdx.trainer.attack.Classifier;
import org.robustdx.trainer.attack.Pgd;
import org.robustdx.trainer.attack.ThreatModel;
import org.robustdx.trainer.common.Bounds;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.detect.Detector;
import org.robustdx.trainer.measure.Alarms;
import org.robustdx.trainer.measure.RobustSets;
import org.robustdx.trainer.measure.Robustness;
import org.robustdx.trainer.model.ClassifierGraph;
import org.robustdx.trainer.model.DetectingGraph;
import org.robustdx.trainer.model.Network;
import org.robustdx.trainer.modelfile.Verifier;

/** Measures an exported file on the test split, for its metadata and its card. */
final class Measurement {
    private static final double[] EPSILONS = {2, 4, 8};
    private static final int ATTACK_STEPS = 20;

    private final Network network;
    private final List<Detector> detectors;
    private final Dataset test;
    private final int attackImages;
    private final long seed;
    private final Consumer<String> progress;

    /**
     * Creates a measurement.
     *
     * @param network whose gradients attacks follow
     * @param detectors those of the file, in its order
     * @param test images that chose nothing
     * @param attackImages how many of them are attacked, at most; 0 for no attack
     * @param seed of their choice and of the attacks
     * @param progress hears in a line what is being done
     */
    Measurement(
            Network network,
            List<Detector> detectors,
            Dataset test,
            int attackImages,
            long seed,
            Consumer<String> progress) {
        this.network = network;
        this.detectors = List.copyOf(detectors);
        this.test = test;
        this.attackImages = attackImages;
        this.seed = seed;
        this.progress = progress;
    }

    /** Returns what is measured of a file. */
    ModelPublisher.Measured of(Path onnx, Verifier.Differences verified)
            throws InvalidModelException, DeviceUnavailableException {
        try (OnnxModel model = OnnxModel.open(onnx, new OnnxModel.Options(Device.CPU, 0))) {
            VerdictPolicy policy = VerdictPolicy.of(model.metadata());
            progress.accept("reading the test split of " + test.size() + " images");
            Map<String, Robustness.Outcome> bySite = new LinkedHashMap<>();
            if (test.sites().size() > 1) {
                for (String site : test.sites()) {
                    bySite.put(site, Robustness.read(model, policy, test.ofSite(site)));
                }
            }
            return new ModelPublisher.Measured(
                    Robustness.read(model, policy, test), bySite, attacks(model, policy), verified, model.sha256());
        }
    }

    private List<ModelPublisher.Attacked> attacks(OnnxModel model, VerdictPolicy policy) {
        List<ModelPublisher.Attacked> attacks = new ArrayList<>();
        if (attackImages == 0 || test.size() == 0) {
            return attacks;
        }
        Dataset sample = test.sample(attackImages, seed);
        Robustness.Outcome before = Robustness.read(model, policy, sample);
        Classifier classifier = new ClassifierGraph(network);
        Attack pgd = new Pgd(ATTACK_STEPS, 1);
        for (double epsilon : EPSILONS) {
            say(sample, pgd, epsilon);
            Dataset attacked = Robustness.attacked(classifier, sample, pgd, new Budget(epsilon), seed);
            attacks.add(new ModelPublisher.Attacked(
                    pgd, ThreatModel.WHITE_BOX, epsilon, before, Robustness.read(model, policy, attacked)));
        }
        double epsilon =
                model.metadata().predictionSets().map(PredictionSets::epsilon).orElse(0.0);
        if (epsilon > 0) {
            Attack onSets = RobustSets.attack();
            say(sample, onSets, epsilon);
            Dataset attacked = Robustness.attacked(classifier, sample, onSets, new Budget(epsilon), seed);
            attacks.add(new ModelPublisher.Attacked(
                    onSets, ThreatModel.WHITE_BOX, epsilon, before, Robustness.read(model, policy, attacked)));
            Attack adaptive = new Adaptive(Adaptive.STEPS, 1, Adaptive.CONFIDENCE);
            say(sample, adaptive, epsilon);
            Classifier defended = new DetectingGraph(network, detectors, Alarms.of(model.metadata()));
            Dataset evading = Robustness.attacked(defended, sample, adaptive, new Budget(epsilon), seed);
            attacks.add(new ModelPublisher.Attacked(
                    adaptive, ThreatModel.ADAPTIVE, epsilon, before, Robustness.read(model, policy, evading)));
        }
        return attacks;
    }

    private void say(Dataset sample, Attack attack, double epsilon) {
        progress.accept("attacking " + sample.size() + " test images: " + attack.name() + ", epsilon "
                + Bounds.show(epsilon) + "/255");
    }
}
