package org.robustdx.stream.cli;

import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.robustdx.kafka.UserException;
import org.robustdx.schemas.serde.RegistryException;
import org.robustdx.schemas.shown.ShownUrl;
import org.robustdx.stream.trace.OtelLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The app's command line. Exit codes: 0 done, 1 failed, 2 bad usage or bad input; errors are one line on stderr. */
@Command(
        name = "robustdx",
        description = "Streaming diagnosis of medical images that notices noise and attack.",
        subcommands = {
            ClassifyCommand.class,
            StreamCommand.class,
            PublishCommand.class,
            WatchCommand.class,
            DlqCommand.class,
            ModelsCommand.class,
            DemoCommand.class,
            BenchCommand.class
        })
public final class Main implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);
    private static final int FAILED = 1;
    private static final int BAD_USAGE = 2;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // Its declaration is its use.
    private boolean help;

    private @Nullable Settings settings;

    /** Runs the command line and exits. */
    public static void main(String[] args) {
        // In the terminal's own encoding; Java 18 and later would otherwise differ from 17.
        Charset charset = Charset.forName(System.getProperty(
                "sun.stdout.encoding", Charset.defaultCharset().name()));
        PrintWriter out = new PrintWriter(System.out, true, charset);
        PrintWriter err = new PrintWriter(System.err, true, charset);
        System.exit(run(args, System.getenv(), out, err));
    }

    /** Runs the command line and returns the exit code. */
    static int run(String[] args, Map<String, String> environment, PrintWriter toOut, PrintWriter toErr) {
        PrintWriter out = PlainWriter.on(toOut);
        PrintWriter err = PlainWriter.on(toErr);
        OtelLog.takeOver(); // The schema registry's client has it too, and it writes to the terminal.
        Main main = new Main();
        CommandLine line = new CommandLine(main)
                .registerConverter(URI.class, Main::url)
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, arguments) -> badUsage(e, err))
                .setExecutionExceptionHandler((e, where, parsed) -> failed(e, err));
        Settings settings;
        try {
            settings = Settings.of(args, environment, optionNames(line));
        } catch (UserException e) {
            return told(e.exitCode(), String.valueOf(e.getMessage()), err);
        }
        main.settings = settings;
        line.setDefaultValueProvider(settings);
        return line.execute(args);
    }

    private static Set<String> optionNames(CommandLine line) {
        return line.getSubcommands().values().stream()
                .flatMap(sub -> Stream.concat(
                        sub.getCommandSpec().options().stream().map(Settings::name), optionNames(sub).stream()))
                .collect(Collectors.toSet());
    }

    Settings settings() {
        return Objects.requireNonNull(settings);
    }

    @Override
    public void run() {
        throw new ParameterException(command.commandLine(), "a command is missing");
    }

    private static int badUsage(ParameterException e, PrintWriter err) {
        String name = e.getCommandLine().getCommandSpec().qualifiedName();
        return told(BAD_USAGE, "%s (see: %s --help)".formatted(e.getMessage(), name), err);
    }

    private static int failed(Exception e, PrintWriter err) {
        if (e instanceof UserException user) {
            return told(user.exitCode(), String.valueOf(user.getMessage()), err);
        }
        if (e instanceof RegistryException) {
            return told(FAILED, String.valueOf(e.getMessage()), err);
        }
        if (e instanceof IllegalArgumentException) {
            return told(BAD_USAGE, String.valueOf(e.getMessage()), err);
        }
        LOG.info("failed", e); // Where --log-file asks for it; never on the terminal.
        return told(FAILED, "failed: %s: %s".formatted(e.getClass().getSimpleName(), e.getMessage()), err);
    }

    /** What is no URL is not repeated: nobody can tell where in it a password is. */
    private static URI url(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new TypeConversionException("no URL (expected: http://HOST:PORT...)");
        }
    }

    private static int told(int exitCode, String message, PrintWriter err) {
        err.println("robustdx: " + ShownUrl.in(message.replaceAll("\\s*[\\r\\n]+\\s*", " ")));
        err.flush();
        return exitCode;
    }
}
