package org.robustdx.kafka.cli;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Map;
import org.robustdx.kafka.UserException;
import org.robustdx.schemas.shown.PlainText;
import org.robustdx.schemas.shown.ShownUrl;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/**
 * Runs the command line of a program. Options that are not given come from the environment. An error is one line on standard error, without control
 * characters and without secrets of URLs. Exit codes: 0 done, 1 failed, 2 bad usage or bad input.
 */
public final class Program {
    private static final int FAILED = 1;
    private static final int BAD_USAGE = 2;

    private Program() {}

    /** Runs a command line with the process's own environment and streams, and exits. */
    public static void runAndExit(Object command, String[] args) {
        // The terminal's own encoding, with every Java version: Java 18 and later use UTF-8 by default.
        Charset charset = Charset.forName(System.getProperty(
                "sun.stdout.encoding", Charset.defaultCharset().name()));
        System.exit(run(
                command,
                args,
                System.getenv(),
                new PrintWriter(System.out, true, charset),
                new PrintWriter(System.err, true, charset)));
    }

    /** Runs a command line and returns the exit code. */
    public static int run(
            Object command, String[] args, Map<String, String> environment, PrintWriter out, PrintWriter err) {
        return new CommandLine(command)
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setDefaultValueProvider(new EnvironmentDefaults(environment))
                .setParameterExceptionHandler((e, arguments) -> told(BAD_USAGE, e, err))
                .setExecutionExceptionHandler((e, where, parsed) -> failed(command, e, err))
                .execute(args);
    }

    private static int failed(Object command, Exception e, PrintWriter err) {
        if (e instanceof UserException user) {
            return told(user.exitCode(), e, err);
        }
        if (e instanceof IllegalArgumentException) {
            return told(BAD_USAGE, e, err);
        }
        LoggerFactory.getLogger(command.getClass()).info("failed", e);
        return told(FAILED, e, err);
    }

    private static int told(int exitCode, Exception e, PrintWriter err) {
        err.println("robustdx: " + PlainText.of(ShownUrl.in(String.valueOf(e.getMessage()))));
        err.flush();
        return exitCode;
    }
}
