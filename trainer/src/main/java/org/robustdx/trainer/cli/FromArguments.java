package org.robustdx.trainer.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.modelfile.ParentModel;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The arguments of {@code train} that name a file to start from, and what the file decides in place of other arguments. */
final class FromArguments {
    /** Options that describe a new network; the file decides these. */
    private static final List<String> DECIDED =
            List.of("--backbone", "--width", "--image-size", "--normalise", "--fit", "--weights");

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--from",
            paramLabel = "FILE|DIR",
            description = "Start from the network and the weights of a file that adopt wrote. All of its weights are"
                    + " trained; the embedded decoder replaces its denoiser. The file decides on input, classes and"
                    + " split; the default of --learning-rate is then 0.0002.")
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

    /** Refuses arguments that do not go together. */
    void check() throws UsageException {
        if (from == null && decoderAt != null) {
            throw new UsageException("decoder-at: " + decoderAt + " (expected: --from with it)");
        }
        if (from != null) {
            for (String option : DECIDED) {
                if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                    throw new UsageException(
                            option.substring(2) + ": given (expected: not with --from; the file decides it)");
                }
            }
        }
    }

    /** Returns the file to start from, or null if a new network is trained. */
    @Nullable
    ParentModel open(int decoderStage, String task) throws Exception {
        if (from == null) {
            return null;
        }
        ParentModel parent = ParentModel.open(from, decoderStage, decoderAt);
        if (!parent.task().equals(task)) {
            throw new UsageException("task: " + task + " (expected: " + parent.task() + ", as " + from + " is for)");
        }
        return parent;
    }
}
