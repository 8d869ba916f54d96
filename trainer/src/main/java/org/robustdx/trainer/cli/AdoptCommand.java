package org.robustdx.trainer.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.robustdx.inference.image.Fit;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.onnx.OnnxFiles;
import org.robustdx.trainer.adopt.Adoption;
import org.robustdx.trainer.adopt.AdoptionCard;
import org.robustdx.trainer.adopt.AdoptionChoices;
import org.robustdx.trainer.adopt.AdoptionResult;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.data.Task;
import org.robustdx.trainer.modelfile.SavedModel;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code adopt}: another team's classifier becomes a model that can be served, judged and attacked like ours. */
@Command(
        name = "adopt",
        headerHeading =
                "Example: ./robustdx adopt --classifier theirs.onnx --task chest-xray --data DIR --out adopted%n%n",
        description =
                "Turns an ordinary ONNX classifier into a file that follows the contract. Finds its input format and"
                        + " preprocessing, adds a denoiser, detectors and calibration, compares the new file with the"
                        + " original, and writes model.onnx and model-card.md. The classifier's weights stay as they are,"
                        + " except with --harden.",
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
    private Path out;

    @Option(
            names = "--classes",
            split = ",",
            paramLabel = "NAME",
            description = "Class names in the order of the classifier's outputs (default: the order under which it"
                    + " classifies the labelled images best).")
    private List<String> classes = List.of();

    @Mixin
    private PreprocessingArguments preprocessing;

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
    private HardenArguments hardening;

    @Unmatched
    private List<String> others = new ArrayList<>();

    @Mixin
    private JsonOption json;

    @Override
    public void check() throws UsageException {
        UsageException.check(() -> choices(3));
        hardening.check(out, others);
    }

    private AdoptionChoices choices(int channels) {
        return new AdoptionChoices(
                Task.of(task),
                preprocessing.preprocessing(channels),
                classes,
                keep,
                falseAlarmRate,
                splitSeed,
                attackImages);
    }

    @Override
    public Integer call() throws Exception {
        check();
        json.requireFolder();
        String name = String.valueOf(classifier.getFileName());
        if (Files.size(classifier) > OnnxFiles.MAX_BYTES) {
            throw new InvalidModelException(
                    name + ": " + Files.size(classifier) + " bytes (expected: at most " + OnnxFiles.MAX_BYTES + ")");
        }
        AdoptionResult result = adopt(Adoption.open(Files.readAllBytes(classifier), name), name);
        if (!result.agrees()) {
            spec.commandLine()
                    .getErr()
                    .println(hardening.adopted(out).resolve(SavedModel.ONNX)
                            + ": differs from the original or from its graph by more than 1e-4");
            return CommandLine.ExitCode.SOFTWARE;
        }
        if (hardening.given()) {
            return hardening.train(out, others);
        }
        json.write(AdoptionSummary.of(result));
        return CommandLine.ExitCode.OK;
    }

    private AdoptionResult adopt(Adoption adoption, String name) throws Exception {
        PrintWriter printed = spec.commandLine().getOut();
        AdoptionChoices choices = UsageException.check(() -> choices(adoption.channels()));
        Dataset images = data.load(adoption.side(), adoption.channels(), fit).dataset();
        Path dir = hardening.adopted(out);
        Files.createDirectories(dir);
        Path file = dir.resolve(SavedModel.ONNX);
        AdoptionResult result =
                adoption.write(images, fit.name().toLowerCase(Locale.ROOT), choices, file, printed::println);
        AdoptionCard.write(dir.resolve("model-card.md"), name, choices, images, data.name(), result);
        AdoptionSummary.print(printed, result);
        printed.println("written: " + file + ", model-card.md");
        return result;
    }
}
