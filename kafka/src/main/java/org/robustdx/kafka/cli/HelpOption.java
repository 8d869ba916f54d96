package org.robustdx.kafka.cli;

import picocli.CommandLine.Option;

/** The option {@code --help}. A command has it as a mixin. */
public final class HelpOption {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli handles the option.
    private boolean help;
}
