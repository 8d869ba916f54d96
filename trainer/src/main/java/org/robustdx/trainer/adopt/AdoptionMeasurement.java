package org.robustdx.trainer.adopt;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.model.DeviceUnavailableException;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.inference.model.OnnxModel;
import org.robustdx.inference.verdict.VerdictPolicy;
import org.robustdx.trainer.attack.Budget;
import org.robustdx.trainer.attack.Pgd;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.data.Splits;
import org.robustdx.trainer.measure.Robustness;
import org.robustdx.trainer.model.ClassifierGraph;
import org.robustdx.trainer.model.ServedGraph;
import org.robustdx.trainer.modelfile.JudgedModel;
import org.robustdx.trainer.modelfile.Verifier;

/** Measures an adopted file: against the original, against its own graph, on the test images, and under attack. */
final class AdoptionMeasurement {
    static final int ATTACK_STEPS = 20;
    private static final int COMPARED = 64;
    private static final double[] EPSILONS = {1, 2, 4};

    private final OriginalModel original;
    private final AdoptionDecision decision;
    private final AdoptionChoices choices;
    private final Consumer<String> progress;

    /** @param progress hears in a line what is being done */
    AdoptionMeasurement(
            OriginalModel original, AdoptionDecision decision, AdoptionChoices choices, Consumer<String> progress) {
        this.original = original;
        this.decision = decision;
        this.choices = choices;
        this.progress = progress;
    }

    /**
     * Measures a file.
     *
     * @param file the adopted file
     * @param network the network in it
     * @param served the graph that was exported to it
     * @param parts the labelled images; those of the validation part are compared, those of the test part are classified and attacked
     */
    AdoptionResult measure(Path file, AdoptedNetwork network, ServedGraph served, Splits parts)
            throws IOException, InvalidModelException, DeviceUnavailableException {
        Dataset compared =
                parts.validation().sample(Math.min(COMPARED, parts.validation().size()), choices.splitSeed());
        progress.accept("comparing the adopted file with the original on " + compared.size() + " images");
        Verifier.Differences verified = Verifier.compare(file, served, compared);
        Verifier.Differences reimported;
        try (JudgedModel judged = JudgedModel.open(file)) {
            reimported = Verifier.compare(file, judged.servedGraph(), compared);
        }
        try (OnnxModel model = OnnxModel.open(file, new OnnxModel.Options(Device.CPU, 0))) {
            double difference = Comparison.largest(
                    decision.format(), original.outputs(compared, decision.preprocessing()), model, compared);
            VerdictPolicy policy = VerdictPolicy.of(model.metadata());
            progress.accept("classifying the test split of " + parts.test().size() + " images");
            Robustness.Outcome clean = Robustness.read(model, policy, parts.test());
            return new AdoptionResult(
                    decision.format().description(),
                    decision.trial().results().stream()
                            .map(PreprocessingTrial.Result::description)
                            .toList(),
                    decision.trial().images(),
                    decision.preprocessing(),
                    decision.classes(),
                    decision.denoiser().range(),
                    difference,
                    verified,
                    reimported,
                    clean,
                    attacked(model, policy, new ClassifierGraph(network), parts.test()),
                    model.sha256());
        }
    }

    private Map<Double, Robustness.Outcome> attacked(
            OnnxModel model, VerdictPolicy policy, ClassifierGraph classifier, Dataset test)
            throws InvalidModelException {
        Map<Double, Robustness.Outcome> attacked = new LinkedHashMap<>();
        if (choices.attackImages() == 0) {
            return attacked;
        }
        Dataset sample = test.sample(Math.min(choices.attackImages(), test.size()), choices.splitSeed());
        for (double epsilon : EPSILONS) {
            progress.accept("attacking " + sample.size() + " test images: pgd, epsilon " + (int) epsilon + "/255");
            Dataset adversarial = Robustness.attacked(
                    classifier, sample, new Pgd(ATTACK_STEPS, 1), new Budget(epsilon), choices.splitSeed());
            attacked.put(epsilon, Robustness.read(model, policy, adversarial));
        }
        return attacked;
    }
}
