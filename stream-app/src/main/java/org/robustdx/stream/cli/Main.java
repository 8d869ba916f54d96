package org.robustdx.stream.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands of the app. */
@Command(
        name = "robustdx",
        description = "Diagnoses medical images from a Kafka topic, and detects noise and adversarial attacks.",
        subcommands = {
            ClassifyCommand.class,
            CalibrateCommand.class,
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
    @SuppressWarnings("UnusedVariable") // picocli handles the option.
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
