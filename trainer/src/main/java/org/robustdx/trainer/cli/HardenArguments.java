package org.robustdx.trainer.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.robustdx.trainer.modelfile.SavedModel;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The arguments of {@code adopt} that train the adopted network: {@code --harden}, and with it every option of {@code train}. */
final class HardenArguments {
    /** Options of both commands that mean something else in {@code train}, or that the adopted file decides. */
    private static final Set<String> NOT_SHARED = Set.of("--fit", "--help", "--version");

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--harden",
            description = "Then train the adopted network, as train --from does. The adopted file goes to the folder"
                    + " adopted in --out, the hardened one to --out. Every option of train may be given, such as"
                    + " --defence adversarial --epochs 6.")
    private boolean harden;

    /** Returns whether the adopted network is to be trained. */
    boolean given() {
        return harden;
    }

    /**
     * Refuses options that neither {@code adopt} nor {@code train} has.
     *
     * @param others options that {@code adopt} does not have, with their values
     */
    void check(Path out, List<String> others) throws UsageException {
        if (!harden && !others.isEmpty()) {
            throw new UsageException("Unknown option: '" + others.get(0)
                    + "' (expected: an option of adopt, or --harden and an option of train)");
        }
        if (!harden) {
            return;
        }
        String complaint = Main.complaint(arguments(out, others)).orElse(null);
        if (complaint != null) {
            throw new UsageException(complaint);
        }
        if (Files.exists(out.resolve(SavedModel.CHECKPOINT))) {
            throw new UsageException(out + ": holds a checkpoint already (expected: train --resume, or another --out)");
        }
    }

    /** Returns where the adopted file goes. */
    Path adopted(Path out) {
        return harden ? out.resolve("adopted") : out;
    }

    /**
     * Trains.
     *
     * @param others options that only {@code train} has, with their values
     * @return the exit code of {@code train}
     */
    int train(Path out, List<String> others) {
        CommandLine adopt = spec.commandLine();
        return Main.run(adopt.getOut(), adopt.getErr(), arguments(out, others));
    }

    /** Returns the command line of {@code train}: the options that it shares with {@code adopt}, and those that only it has. */
    private String[] arguments(Path out, List<String> others) {
        CommandSpec train = CommandSpec.forAnnotatedObject(new TrainCommand());
        List<String> arguments =
                new ArrayList<>(List.of("train", "--from=" + adopted(out).resolve(SavedModel.ONNX)));
        for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
            String name = option.longestName();
            if (train.findOption(name) != null && !NOT_SHARED.contains(name)) {
                boolean flag = option.arity().max() == 0;
                option.originalStringValues().forEach(value -> arguments.add(flag ? name : name + "=" + value));
            }
        }
        arguments.addAll(others);
        return arguments.toArray(String[]::new);
    }
}
