package org.robustdx.stream.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dlq}: has one subcommand for each operation on dead letters. */
@Command(
        name = "dlq",
        description = {
            "Example: ./robustdx dlq list",
            "",
            "Lists and shows dead letters, and replays them after the cause was fixed."
        },
        subcommands = {DlqListCommand.class, DlqShowCommand.class, DlqReplayCommand.class})
final class DlqCommand implements Runnable {
    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    @SuppressWarnings("UnusedVariable") // For --help.
    private CommonOptions common = new CommonOptions();

    @Override
    public void run() {
        throw new ParameterException(command.commandLine(), "a command is missing (expected: list, show or replay)");
    }
}
