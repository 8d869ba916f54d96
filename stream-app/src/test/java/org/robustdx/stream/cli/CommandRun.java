package org.robustdx.stream.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.robustdx.kafka.cli.Program;

/** One run of the command line in this JVM: its exit code and what it wrote. */
public record CommandRun(int exitCode, String out, String err) {
    /** Runs one of the commands of the app without an environment. */
    public static CommandRun of(String... arguments) {
        return with(Map.of(), arguments);
    }

    static CommandRun with(Map<String, String> environment, String... arguments) {
        return on(new Main(), environment, arguments);
    }

    /** Runs one of the subcommands of {@code commands} with this environment. */
    public static CommandRun on(Object commands, Map<String, String> environment, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode =
                Program.run(commands, arguments, environment, new PrintWriter(out, true), new PrintWriter(err, true));
        return new CommandRun(exitCode, out.toString(), err.toString());
    }
}
