package org.robustdx.trainer.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench}: what is measured by whom. */
@Command(
        name = "bench",
        description = "Measures the speed of training.",
        subcommands = BenchTrainCommand.class,
        mixinStandardHelpOptions = true)
final class BenchCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "bench: nothing named (expected: train)");
    }
}
