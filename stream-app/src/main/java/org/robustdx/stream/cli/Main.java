package org.robustdx.stream.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands of the app. */
@Command(
        name = "robustdx",
        description = "Streaming diagnosis of medical images that notices noise and attack.",
        subcommands = {
            ClassifyCommand.class,
            StreamCommand.class,
            PublishCommand.class,
            WatchCommand.class,
            DlqCommand.class,
            ModelsCommand.class
        })
public final class Main implements Runnable {
    @Spec
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // Its declaration is its use.
    private boolean help;

    /** Runs the command line and exits. */
    public static void main(String[] args) {
        Program.main(new Main(), args);
    }

    @Override
    public void run() {
        throw new ParameterException(command.commandLine(), "a command is missing");
    }
}
