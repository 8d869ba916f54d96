package org.robustdx.trainer.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.robustdx.trainer.data.LoadedData;
import org.robustdx.trainer.front.FrontOptions;
import org.robustdx.trainer.front.FrontTraining;
import org.robustdx.trainer.front.Fronts;
import org.robustdx.trainer.modelfile.JudgedModel;
import org.robustdx.trainer.modelfile.Verifier;
import org.robustdx.trainer.publish.FrontAddition;
import org.robustdx.trainer.publish.ModelPublisher;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code front}: a network that repairs images, before the classifier of a model file. */
@Command(
        name = "front",
        headerHeading =
                "Example: ./robustdx front --model my-model --data DIR --front hgd-feature --out fronted.onnx%n%n",
        description =
                "Puts a front before the classifier of an exported or adopted model, trains it if it has parameters,"
                        + " and calibrates all detectors again. DIR holds the images that the model was trained on. The"
                        + " classifier does not change. The new file can be served, evaluated and attacked like any"
                        + " other; white-box attacks go through the front.",
        mixinStandardHelpOptions = true,
        modelTransformer = FrontSettingOptions.class,
        sortOptions = false)
final class FrontCommand implements Callable<Integer>, Checked {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "FILE|DIR",
            description = "An exported ONNX file without a front, or a folder that train wrote.")
    private Path model;

    @Mixin
    private DataOptions data;

    @Option(
            names = "--front",
            required = true,
            paramLabel = "NAME",
            description =
                    "decoder (the model's own), squeezing, jpeg, hgd-pixel, hgd-logit, hgd-feature (guided denoisers:"
                            + " Liao), magnet (Meng and Chen) or rectifier (against universal perturbations: Akhtar).")
    private Fronts front;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The new file.")
    private Path out;

    @Option(
            names = "--epochs",
            defaultValue = "3",
            paramLabel = "N",
            description = "Passes over the training split (default: ${DEFAULT-VALUE}).")
    private int epochs;

    @Option(
            names = "--batch-size",
            defaultValue = "32",
            paramLabel = "N",
            description = "Clean images of a step (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(
            names = "--learning-rate",
            defaultValue = "0.002",
            paramLabel = "R",
            description = "Highest learning rate (default: ${DEFAULT-VALUE}).")
    private double learningRate;

    @Option(
            names = "--attack-images",
            defaultValue = "0",
            paramLabel = "N",
            description = "Test images to attack, for the metadata; 0 for none (default: ${DEFAULT-VALUE}).")
    private int attackImages;

    @Option(
            names = "--phantoms",
            defaultValue = "6000",
            paramLabel = "N",
            description = "Without --data: how many phantoms the model was trained on (default: ${DEFAULT-VALUE}).")
    private int phantoms;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "S",
            description = "Seed of weights, order and attacks (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Mixin
    private JsonOption json;

    @Override
    public void check() throws UsageException {
        options();
        if (phantoms < 1 || phantoms > 1_000_000) {
            throw new UsageException("phantoms: " + phantoms + " (expected: 1 <= phantoms <= 1000000)");
        }
    }

    private FrontAddition.Options options() throws UsageException {
        return UsageException.check(() -> new FrontAddition.Options(
                new FrontOptions(front, FrontSettingOptions.of(spec)),
                new FrontTraining.Options(epochs, batchSize, learningRate, seed),
                attackImages));
    }

    @Override
    public Integer call() throws Exception {
        check();
        json.requireFolder();
        PrintWriter printer = spec.commandLine().getOut();
        try (JudgedModel judged = JudgedModel.open(model)) {
            LoadedData all = data.loaded(judged.spec(), judged.metadata().fit(), phantoms);
            Path folder = out.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            ModelPublisher.Measured measured =
                    FrontAddition.write(judged, all.dataset(), out, options(), printer::println);
            printer.printf(
                    Locale.ROOT,
                    "test split (n = %d): balanced accuracy %.1f %%, flagged %.1f %%; largest difference of a logit"
                            + " between file and graph %.2e%n",
                    measured.clean().readings().n(),
                    100 * measured.clean().readings().balancedAccuracy(),
                    100 * measured.clean().flaggedShare(),
                    measured.verified().logits());
            measured.attacks()
                    .forEach(attacked -> printer.printf(
                            Locale.ROOT,
                            "%s, %s, epsilon %s/255 (n = %d): accuracy %.1f %% -> %.1f %%, flagged %.1f %%%n",
                            attacked.attack().name(),
                            attacked.threatModel().summary(),
                            attacked.epsilon(),
                            attacked.after().readings().n(),
                            100 * attacked.before().readings().accuracy(),
                            100 * attacked.after().readings().accuracy(),
                            100 * attacked.after().flaggedShare()));
            printer.println("written: " + out);
            Map<String, Object> summary = new LinkedHashMap<>(options().front().toMap());
            summary.putAll(measured.toMap());
            summary.put("sha256", measured.sha256());
            json.write(summary);
            Verifier.Differences verified = measured.verified();
            if (!verified.agree()) {
                spec.commandLine()
                        .getErr()
                        .printf(
                                Locale.ROOT,
                                "%s: differs from its graph by more than 1e-4 (probabilities %.1e, denoised %.1e, scores"
                                        + " %.1e); run: verify --model %s%n",
                                out,
                                verified.probabilities(),
                                verified.denoised(),
                                verified.scores(),
                                out);
                return 1;
            }
            return 0;
        }
    }
}
