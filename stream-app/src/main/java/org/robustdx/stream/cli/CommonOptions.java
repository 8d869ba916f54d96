package org.robustdx.stream.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.robustdx.kafka.cli.HelpOption;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of every command: help and log. */
public final class CommonOptions {
    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli fills it.
    private HelpOption help = new HelpOption();

    @Option(
            names = "--log-file",
            paramLabel = "FILE",
            description = "File for a second, more detailed log, which includes the causes of errors.")
    private Optional<Path> logFile = Optional.empty();

    @Option(
            names = "--log-format",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "Format of the log on standard error (default: ${DEFAULT-VALUE}).")
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
