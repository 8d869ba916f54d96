package org.robustdx.stream.cli;

import org.robustdx.kafka.cli.Commands;
import org.robustdx.kafka.cli.HelpOption;
import org.robustdx.kafka.cli.Program;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands of the app. */
@Command(
        name = "robustdx",
        description = "Diagnoses medical images from a Kafka topic, and detects noise and adversarial attacks.",
        modelTransformer = Commands.class)
public final class Main implements Runnable {
    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli fills it.
    private HelpOption help = new HelpOption();

    /** Runs the command line and exits. */
    public static void main(String[] args) {
        Program.main(new Main(), args);
    }

    @Override
    public void run() {
        throw new ParameterException(command.commandLine(), "a command is missing");
    }
}
