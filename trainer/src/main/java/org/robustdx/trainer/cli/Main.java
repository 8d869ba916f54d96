package org.robustdx.trainer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Map;
import java.util.Optional;
import org.robustdx.inference.model.DeviceUnavailableException;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.kafka.cli.Commands;
import org.robustdx.trainer.attack.Attacks;
import org.robustdx.trainer.data.DataException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The trainer's command line. Exit codes: 0 done; 1 failed; 2 bad usage or bad input, with one line on standard error. */
@Command(
        name = "robustdx",
        description = "Trains, evaluates, attacks and verifies denoising CNNs.",
        subcommands = BenchCommand.class,
        modelTransformer = Commands.class,
        mixinStandardHelpOptions = true)
public final class Main {
    private static final Map<Class<?>, String> FILE_TROUBLE = Map.of(
            NoSuchFileException.class, "no such file or folder",
            FileAlreadyExistsException.class, "is there already, and is no folder",
            AccessDeniedException.class, "access denied",
            NotDirectoryException.class, "is no folder",
            DirectoryNotEmptyException.class, "is a folder that is not empty");

    private Main() {}

    /** Runs a command and ends the JVM with its exit code. */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, UTF_8);
        // ND4J talks on standard output while it differentiates a graph; ours carries results.
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8));
        System.exit(run(out, new PrintWriter(System.err, true, UTF_8), arguments));
    }

    /** Runs a command and returns its exit code. */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        return commandLine()
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler((e, args) -> {
                    e.getCommandLine().getErr().println(oneLine(e));
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((e, commandLine, parsed) -> failed(e, commandLine.getErr()))
                .execute(arguments);
    }

    /** Returns the error in a command's options that can be found without running it; empty if there is none. */
    static Optional<String> complaint(String... arguments) {
        try {
            CommandLine.ParseResult parsed = commandLine().parseArgs(arguments);
            if (parsed.hasSubcommand() && parsed.subcommand().commandSpec().userObject() instanceof Checked command) {
                command.check();
            }
            return Optional.empty();
        } catch (CommandLine.ParameterException | UsageException e) {
            return Optional.of(oneLine(e));
        }
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(Attacks.class, Main::attack);
    }

    /** Converts the name of an attack. Its error message lists each attack once, unlike the default converter. */
    private static Attacks attack(String id) {
        try {
            return Attacks.of(id);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.TypeConversionException(String.valueOf(e.getMessage()));
        }
    }

    private static int failed(Exception e, PrintWriter err) {
        err.println(oneLine(e));
        if (System.getenv("ROBUSTDX_DEBUG") != null) {
            e.printStackTrace(err);
        }
        boolean badInput = e instanceof UsageException
                || e instanceof DataException
                || e instanceof InvalidModelException
                || e instanceof DeviceUnavailableException
                || e instanceof IOException;
        return badInput ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
    }

    /** Returns the error message in one line. */
    static String oneLine(Exception e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        if (e instanceof FileSystemException file && file.getReason() == null) {
            // The message of these is a path and nothing else.
            message +=
                    ": " + FILE_TROUBLE.getOrDefault(e.getClass(), e.getClass().getSimpleName());
        }
        return message.lines().findFirst().orElse(message);
    }
}
