package org.robustdx.stream.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code models}: has one subcommand for each operation on announced models. */
@Command(
        name = "models",
        description = {
            "Example: ./robustdx models status",
            "",
            "Announces models to the running app, and shows whether its instances accepted them."
        },
        subcommands = {
            ModelsKeygenCommand.class,
            ModelsPublishCommand.class,
            ModelsListCommand.class,
            ModelsStatusCommand.class
        })
final class ModelsCommand implements Runnable {
    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    @SuppressWarnings("UnusedVariable") // For --help.
    private CommonOptions common = new CommonOptions();

    @Override
    public void run() {
        throw new ParameterException(
                command.commandLine(), "a command is missing (expected: keygen, publish, list or status)");
    }
}
