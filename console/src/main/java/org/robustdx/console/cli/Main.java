package org.robustdx.console.cli;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Map;
import org.robustdx.kafka.UserException;
import org.robustdx.schemas.shown.PlainText;
import org.robustdx.schemas.shown.ShownUrl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands of the console. */
@Command(
        name = "robustdx",
        description = "The page on which people decide about alerts.",
        subcommands = {ConsoleCommand.class, ReportCommand.class})
public final class Main implements Runnable {
    /** The demo has the console and the app in one process: each program names its own settings, and the class path holds one {@code logback.xml}. */
    private static final String LOG_SETTINGS = "org/robustdx/console/logback.xml";

    private static final Logger LOG;

    static {
        System.getProperties().putIfAbsent("logback.configurationFile", LOG_SETTINGS);
        LOG = LoggerFactory.getLogger(Main.class);
    }

    private static final int FAILED = 1;
    private static final int BAD_USAGE = 2;

    @Spec
    private CommandSpec command = CommandSpec.create();

    /** Runs the command line and exits. */
    public static void main(String[] args) {
        // The terminal's own encoding, with every Java version: Java 18 and later use UTF-8 by default.
        Charset charset = Charset.forName(System.getProperty(
                "sun.stdout.encoding", Charset.defaultCharset().name()));
        System.exit(run(
                args,
                System.getenv(),
                new PrintWriter(System.out, true, charset),
                new PrintWriter(System.err, true, charset)));
    }

    /** Runs a command line and returns the exit code. */
    static int run(String[] args, Map<String, String> environment, PrintWriter out, PrintWriter err) {
        CommandLine line = new CommandLine(new Main());
        return line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setDefaultValueProvider(new EnvironmentDefaults(environment))
                .setParameterExceptionHandler((e, arguments) -> told(BAD_USAGE, e, err))
                .setExecutionExceptionHandler((e, where, parsed) -> failed(e, err))
                .execute(args);
    }

    private static int failed(Exception e, PrintWriter err) {
        if (e instanceof UserException user) {
            return told(user.exitCode(), e, err);
        }
        if (e instanceof IllegalArgumentException) {
            return told(BAD_USAGE, e, err);
        }
        LOG.info("failed", e);
        return told(FAILED, e, err);
    }

    private static int told(int exitCode, Exception e, PrintWriter err) {
        err.println("robustdx: " + PlainText.of(ShownUrl.in(String.valueOf(e.getMessage()))));
        err.flush();
        return exitCode;
    }

    @Override
    public void run() {
        throw new ParameterException(command.commandLine(), "a command is missing");
    }
}
