package org.robustdx.lab.cli;

import org.robustdx.kafka.cli.Commands;
import org.robustdx.kafka.cli.Program;
import org.robustdx.stream.cli.CommonOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands for trials and development. */
@Command(
        name = "robustdx",
        description = "Trials on one machine: the whole system in one process, a local broker, benchmarks.",
        subcommands = BenchCommand.class,
        modelTransformer = Commands.class)
public final class Main implements Runnable {
    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private CommonOptions common = new CommonOptions();

    /** Runs the command line and exits. */
    public static void main(String[] args) {
        Program.main(new Main(), args);
    }

    @Override
    public void run() {
        common.apply();
        throw new ParameterException(command.commandLine(), "a command is missing");
    }
}
