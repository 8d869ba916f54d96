package org.robustdx.console.cli;

import java.io.PrintWriter;
import java.util.Map;
import org.robustdx.kafka.cli.Commands;
import org.robustdx.kafka.cli.Program;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands of the console. */
@Command(
        name = "robustdx",
        description = "The page on which people decide about alerts.",
        modelTransformer = Commands.class)
public final class Main implements Runnable {
    /** The demo has the console and the app in one process: each program names its own settings, and the class path holds one {@code logback.xml}. */
    private static final String LOG_SETTINGS = "org/robustdx/console/logback.xml";

    static {
        System.getProperties().putIfAbsent("logback.configurationFile", LOG_SETTINGS);
    }

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
