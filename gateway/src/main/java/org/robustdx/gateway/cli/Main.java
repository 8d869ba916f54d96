package org.robustdx.gateway.cli;

import java.io.PrintWriter;
import java.util.Map;
import org.robustdx.kafka.cli.Commands;
import org.robustdx.kafka.cli.Program;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command of the gateway, with its subcommands. */
@Command(
        name = "robustdx",
        description = "Brings images from an archive, and results back.",
        modelTransformer = Commands.class)
public final class Main implements Runnable {
    @Spec
    private CommandSpec command = CommandSpec.create();

    /** Runs the command line and exits. */
    public static void main(String[] args) {
        Program.main(new Main(), args);
    }

    /** Runs a command line and returns the exit code. */
    static int run(String[] args, Map<String, String> environment, PrintWriter out, PrintWriter err) {
        return Program.run(new Main(), args, environment, out, err);
    }

    @Override
    public void run() {
        throw new ParameterException(command.commandLine(), "a command is missing");
    }
}
