package org.robustdx.kafka.cli;

import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.robustdx.kafka.UserException;
import org.robustdx.schemas.serde.RegistryException;
import org.robustdx.schemas.shown.ShownUrl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/**
 * Runs a command line. Exit codes: 0 done, 1 failed, 2 bad usage or bad input. An error is one line on stderr, without a stack trace. Options that are not
 * given take their values from {@link Settings}.
 */
public final class Program {
    private static final Logger LOG = LoggerFactory.getLogger(Program.class);
    private static final int FAILED = 1;
    private static final int BAD_USAGE = 2;

    private Program() {}

    /**
     * Runs a command line on the terminal and exits.
     *
     * @param commands the annotated object whose subcommands are the commands, or that is the only command
     */
    public static void main(Object commands, String[] args) {
        // Uses the terminal's encoding with every Java version. Java 18 and later default to UTF-8.
        Charset charset = Charset.forName(System.getProperty(
                "sun.stdout.encoding", Charset.defaultCharset().name()));
        PrintWriter out = new PrintWriter(System.out, true, charset);
        PrintWriter err = new PrintWriter(System.err, true, charset);
        // Asks for a terminal and for NO_COLOR (no-color.org).
        boolean colours = CommandLine.Help.Ansi.AUTO.enabled();
        PrintWriter plain = colours ? PlainWriter.coloured(out) : PlainWriter.on(out);
        System.exit(execute(commands, args, System.getenv(), plain, PlainWriter.on(err)));
    }

    /** Runs a command line without colours and returns the exit code. */
    public static int run(
            Object commands, String[] args, Map<String, String> environment, PrintWriter toOut, PrintWriter toErr) {
        return execute(commands, args, environment, PlainWriter.on(toOut), PlainWriter.on(toErr));
    }

    private static int execute(
            Object commands, String[] args, Map<String, String> environment, PrintWriter out, PrintWriter err) {
        OtelLog.takeOver(); // The schema registry's client also uses OpenTelemetry, which would write to the terminal.
        CommandLine line = new CommandLine(commands)
                .registerConverter(URI.class, Program::url)
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, arguments) -> badUsage(e, err))
                .setExecutionExceptionHandler((e, where, parsed) -> failed(e, err));
        try {
            line.setDefaultValueProvider(Settings.of(args, environment, optionNames(line)));
        } catch (UserException e) {
            return report(e.exitCode(), String.valueOf(e.getMessage()), err);
        }
        return line.execute(args);
    }

    private static Set<String> optionNames(CommandLine line) {
        return Stream.concat(
                        line.getCommandSpec().options().stream().map(Settings::name),
                        line.getSubcommands().values().stream().flatMap(sub -> optionNames(sub).stream()))
                .collect(Collectors.toSet());
    }

    private static int badUsage(ParameterException e, PrintWriter err) {
        String name = e.getCommandLine().getCommandSpec().qualifiedName();
        return report(BAD_USAGE, "%s (see: %s --help)".formatted(e.getMessage(), name), err);
    }

    private static int failed(Exception e, PrintWriter err) {
        if (e instanceof UserException user) {
            return report(user.exitCode(), String.valueOf(user.getMessage()), err);
        }
        if (e instanceof RegistryException) {
            return report(FAILED, String.valueOf(e.getMessage()), err);
        }
        if (e instanceof IllegalArgumentException) {
            return report(BAD_USAGE, String.valueOf(e.getMessage()), err);
        }
        LOG.info("failed", e); // Visible only in the file of --log-file, never on the terminal.
        return report(FAILED, "failed: %s: %s".formatted(e.getClass().getSimpleName(), e.getMessage()), err);
    }

    /** Parses a URL. The message does not repeat a malformed one, because a password may be anywhere in it. */
    private static URI url(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new TypeConversionException("malformed URL (expected: http://HOST:PORT...)");
        }
    }

    private static int report(int exitCode, String message, PrintWriter err) {
        err.println("robustdx: " + ShownUrl.in(message.replaceAll("\\s*[\\r\\n]+\\s*", " ")));
        err.flush();
        return exitCode;
    }
}
