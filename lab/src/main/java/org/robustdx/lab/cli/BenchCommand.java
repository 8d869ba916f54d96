package org.robustdx.lab.cli;

import org.robustdx.kafka.cli.Commands;
import org.robustdx.stream.cli.CommonOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench}: has one subcommand for each benchmark. */
@Command(name = "bench", description = "Measures speed.", modelTransformer = Commands.class)
final class BenchCommand implements Runnable {
    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Override
    public void run() {
        common.apply();
        throw new ParameterException(
                command.commandLine(),
                "bench: none (expected: %s)"
                        .formatted(String.join(" or ", command.subcommands().keySet())));
    }
}
