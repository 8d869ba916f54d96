package org.robustdx.trainer.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.image.Fit;
import org.robustdx.onnx.OnnxFiles;
import org.robustdx.trainer.adopt.NewHead;
import org.robustdx.trainer.data.Task;
import org.robustdx.trainer.modelfile.ParentModel;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The arguments of {@code train} that name a file to start from, and what the file decides in place of other arguments. */
final class FromArguments {
    /** Options that describe a new network; the file decides these. */
    private static final List<String> DECIDED = List.of("--width", "--image-size", "--normalise", "--weights");

    /** The option that names the network of an ordinary classifier, whose last layer is replaced. */
    private static final String BACKBONE = "--backbone";

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--from",
            paramLabel = "FILE|DIR",
            description = "Start from the network and the weights of a file that adopt wrote. All of its weights are"
                    + " trained; the embedded decoder replaces its denoiser. The file decides on input, classes and"
                    + " split; the default of --learning-rate is then 0.0002. With --backbone: any ONNX classifier,"
                    + " such as one trained on ImageNet.")
    private @Nullable Path from;

    @Option(
            names = "--decoder-at",
            paramLabel = "TENSOR",
            description = "With --from: tensor of the file off which the decoder branches, of a quarter of the image's"
                    + " sides, an eighth and so on (default: the file's stage of --decoder-stage).")
    private @Nullable String decoderAt;

    /** Returns whether training starts from a file. */
    boolean given() {
        return from != null;
    }

    /** Returns whether the file is an ordinary classifier, whose last layer is replaced. */
    boolean replacesHead() {
        return from != null && matched(BACKBONE);
    }

    private boolean matched(String option) {
        return spec.commandLine().getParseResult().hasMatchedOption(option);
    }

    /** Refuses arguments that do not go together. */
    void check() throws UsageException {
        if (decoderAt != null && (from == null || replacesHead())) {
            throw new UsageException("decoder-at: " + decoderAt + " (expected: --from with it, and no --backbone)");
        }
        if (from == null) {
            return;
        }
        for (String option : DECIDED) {
            refuse(option);
        }
        if (!replacesHead()) {
            refuse("--fit");
        }
    }

    private void refuse(String option) throws UsageException {
        if (matched(option)) {
            throw new UsageException(option.substring(2) + ": given (expected: not with --from; the file decides it)");
        }
    }

    /**
     * Returns what training starts from.
     *
     * @param fit how images of another shape are fitted, where no file decides it
     */
    TrainStart start(Task task, LearningArguments learning, Fit fit) throws Exception {
        if (from == null) {
            return new TrainStart.Fresh(task, learning, fit);
        }
        if (replacesHead()) {
            long bytes = Files.size(from);
            if (bytes > OnnxFiles.MAX_BYTES) {
                throw new UsageException(
                        "from: " + from + ", " + bytes + " bytes (expected: at most " + OnnxFiles.MAX_BYTES + ")");
            }
            NewHead backbone = NewHead.open(Files.readAllBytes(from), learning.backbone());
            return new TrainStart.OtherHead(backbone, learning, fit);
        }
        ParentModel parent = ParentModel.open(from, learning.decoderStage(), decoderAt);
        if (!parent.task().equals(task.id())) {
            throw new UsageException(
                    "task: " + task.id() + " (expected: " + parent.task() + ", as " + from + " is for)");
        }
        return new TrainStart.Adopted(parent, learning);
    }
}
