package org.robustdx.trainer.cli;

import picocli.CommandLine.Command;

/** {@code bench}: measures the speed of training. */
@Command(
        name = "bench",
        headerHeading = "Example: ./robustdx bench train%n%n",
        description = "Measures the speed of training.",
        subcommands = BenchTrainCommand.class,
        mixinStandardHelpOptions = true)
final class BenchCommand {}
