package org.robustdx.stream.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What every command has. */
final class CommonOptions {
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

    /** Does what the options say; called first by every command. */
    void apply() {
        logFile.ifPresent(Logs::alsoTo);
    }
}
