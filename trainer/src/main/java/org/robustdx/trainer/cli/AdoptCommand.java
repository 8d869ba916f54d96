package org.robustdx.trainer.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.image.Fit;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.onnx.OnnxFiles;
import org.robustdx.trainer.adopt.Adoption;
import org.robustdx.trainer.adopt.AdoptionCard;
import org.robustdx.trainer.adopt.Preprocessing;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.data.Task;
import org.robustdx.trainer.modelfile.SavedModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code adopt}: another team's classifier becomes a model that can be served, judged and attacked like ours. */
@Command(
        name = "adopt",
        headerHeading =
                "Example: ./robustdx adopt --classifier theirs.onnx --task chest-xray --data DIR --out adopted%n%n",
        description =
                "Turns an ordinary ONNX classifier into a file that follows the contract. Finds its input format and"
                        + " preprocessing, adds a denoiser, detectors and calibration, compares the new file with the"
                        + " original, and writes model.onnx and model-card.md. The classifier's weights stay as they are.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class AdoptCommand implements Callable<Integer>, Checked {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--classifier",
            required = true,
            paramLabel = "FILE",
            description = "The ONNX file of the other team.")
    private Path classifier;

    @Option(names = "--task", required = true, paramLabel = "T", description = "chest-xray, skin or phantom.")
    private String task;

    @Mixin
    private DataOptions data;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where to write.")
    private Path dir;

    @Option(
            names = "--classes",
            split = ",",
            paramLabel = "NAME",
            description = "Class names in the order of the classifier's outputs (default: the order under which it"
                    + " classifies the labelled images best).")
    private List<String> classes = List.of();

    @Option(
            names = "--range",
            split = ",",
            paramLabel = "N",
            description = "Values of black and white that the classifier expects, such as 0,1 or 0,255 or -1,1.")
    private List<Double> range = List.of();

    @Option(
            names = "--mean",
            split = ",",
            paramLabel = "N",
            description = "What is subtracted from each channel, in that range (default: 0).")
    private List<Double> mean = List.of();

    @Option(
            names = "--std",
            split = ",",
            paramLabel = "N",
            description =
                    "What each channel is divided by, in that range (default: 1). Without --range, --mean and --std,"
                            + " the preprocessing under which the classifier does best on the labelled images is taken.")
    private List<Double> std = List.of();

    @Option(
            names = "--fit",
            defaultValue = "stretch",
            paramLabel = "F",
            description = "How images of another shape are brought to the classifier's: stretch, crop or pad (default:"
                    + " ${DEFAULT-VALUE}).")
    private Fit fit;

    @Option(
            names = "--keep",
            description = "Keep the given preprocessing and class order even if the labelled images contradict them.")
    private boolean keep;

    @Option(
            names = "--false-alarm-rate",
            defaultValue = "0.01",
            paramLabel = "R",
            description = "Share of clean images that each alarm may flag (default: ${DEFAULT-VALUE}).")
    private double falseAlarmRate;

    @Option(
            names = "--split-seed",
            defaultValue = "1",
            paramLabel = "S",
            description = "Seed of the split of the data (default: ${DEFAULT-VALUE}).")
    private long splitSeed;

    @Option(
            names = "--attack-images",
            defaultValue = "100",
            paramLabel = "N",
            description = "How many test images to attack, 0 for none (default: ${DEFAULT-VALUE}).")
    private int attackImages;

    @Mixin
    private JsonOption json;

    @Override
    public void check() throws UsageException {
        UsageException.check(() -> choices(3));
    }

    private Adoption.Choices choices(int channels) {
        return new Adoption.Choices(
                Task.of(task), preprocessing(channels), classes, keep, falseAlarmRate, splitSeed, attackImages);
    }

    private @Nullable Preprocessing preprocessing(int channels) {
        if (range.isEmpty() && mean.isEmpty() && std.isEmpty()) {
            return null;
        }
        if (!range.isEmpty() && range.size() != 2) {
            throw new IllegalArgumentException(
                    "range: " + range + " (expected: two numbers with a comma between them)");
        }
        return new Preprocessing(
                range.isEmpty() ? 0 : range.get(0),
                range.isEmpty() ? 1 : range.get(1),
                perChannel("mean", mean, 0, channels),
                perChannel("std", std, 1, channels));
    }

    private static List<Double> perChannel(String option, List<Double> values, double otherwise, int channels) {
        if (values.size() > 1 && values.size() != channels) {
            throw new IllegalArgumentException(option + ": " + values
                    + " (expected: one number, or one for each of the " + channels + " channels)");
        }
        return values.size() > 1
                ? values
                : Collections.nCopies(channels, values.isEmpty() ? (Double) otherwise : values.get(0));
    }

    @Override
    public Integer call() throws Exception {
        check();
        json.requireFolder();
        PrintWriter out = spec.commandLine().getOut();
        String name = String.valueOf(classifier.getFileName());
        if (Files.size(classifier) > OnnxFiles.MAX_BYTES) {
            throw new InvalidModelException(
                    name + ": " + Files.size(classifier) + " bytes (expected: at most " + OnnxFiles.MAX_BYTES + ")");
        }
        Adoption adoption = Adoption.open(Files.readAllBytes(classifier), name);
        Adoption.Choices choices = UsageException.check(() -> choices(adoption.channels()));
        Dataset images = data.load(adoption.side(), adoption.channels(), fit).dataset();
        Files.createDirectories(dir);
        Path file = dir.resolve(SavedModel.ONNX);
        Adoption.Result result =
                adoption.write(images, fit.name().toLowerCase(Locale.ROOT), choices, file, out::println);
        AdoptionCard.write(dir.resolve("model-card.md"), name, choices, images, data.name(), result);
        print(out, result);
        out.println("written: " + file + ", model-card.md");
        json.write(summary(result));
        if (!result.agrees()) {
            spec.commandLine()
                    .getErr()
                    .println(file + ": differs from the original or from its graph by more than 1e-4");
            return 1;
        }
        return 0;
    }

    private static void print(PrintWriter out, Adoption.Result result) {
        out.println("format: " + result.format());
        out.println("balanced accuracy under each preprocessing (n = " + result.trialImages() + ", training split):");
        result.trials().forEach(line -> out.println("  " + line));
        out.println("classes: " + String.join(", ", result.classes()));
        out.printf(
                Locale.ROOT,
                "largest difference: %.1e to the original, %.1e to its graph, %.1e to the graph read back (n = %d)%n",
                result.largestDifference(),
                result.verified().logits(),
                result.reimported().logits(),
                result.verified().images());
        out.printf(
                Locale.ROOT,
                "test split, n = %d: clean, balanced %.1f %%, flagged %.1f %%%n",
                result.clean().readings().n(),
                100 * result.clean().readings().balancedAccuracy(),
                100 * result.clean().flaggedShare());
        result.attacked()
                .forEach((epsilon, outcome) -> out.printf(
                        Locale.ROOT,
                        "  pgd white-box, %.0f/255, n = %d: balanced %.1f %%, flagged %.1f %%%n",
                        epsilon,
                        outcome.readings().n(),
                        100 * outcome.readings().balancedAccuracy(),
                        100 * outcome.flaggedShare()));
    }

    private static Map<String, Object> summary(Adoption.Result result) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("format", result.format());
        summary.put("preprocessing", result.preprocessing().toString());
        summary.put("classes", result.classes());
        summary.put("denoiser_range", result.denoiserRange());
        summary.put("max_abs_difference_to_original", result.largestDifference());
        summary.put("max_abs_logit_difference", result.verified().logits());
        summary.put("test", result.clean().toMap());
        Map<String, Object> attacks = new LinkedHashMap<>();
        result.attacked().forEach((epsilon, outcome) -> attacks.put(String.valueOf(epsilon), outcome.toMap()));
        summary.put("pgd", attacks);
        summary.put("sha256", result.sha256());
        return summary;
    }
}
