package org.robustdx.trainer.cli;

import picocli.CommandLine.Command;

/** {@code bench}: the speed of training and of gradients. */
@Command(
        name = "bench",
        headerHeading = "Example: ./robustdx bench train%n%n",
        description = "Measures the speed of training and of gradients.",
        subcommands = {BenchTrainCommand.class, BenchGradientCommand.class},
        mixinStandardHelpOptions = true)
final class BenchCommand {}
