package org.robustdx.stream.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of every command: help and log. */
public final class CommonOptions {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // Its declaration is its use.
    private boolean help;

    @Option(
            names = "--log-file",
            paramLabel = "FILE",
            description = "Write the log here as well, with more of it and with the causes of errors.")
    private Optional<Path> logFile = Optional.empty();

    @Option(
            names = "--log-format",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "How the log on standard error is written (default: ${DEFAULT-VALUE}).")
    private Format logFormat = Format.TEXT;

    private enum Format {
        TEXT,
        JSON
    }

    /** Applies the options. Every command calls this first. */
    public void apply() {
        if (logFormat == Format.JSON) {
            Logs.asJson();
        }
        logFile.ifPresent(Logs::alsoTo);
    }
}
