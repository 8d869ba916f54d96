package org.robustdx.trainer.cli;

import org.robustdx.kafka.cli.Commands;
import picocli.CommandLine.Command;

/** {@code bench}: the speed of training and of gradients. */
@Command(
        name = "bench",
        headerHeading = "Example: ./robustdx bench train%n%n",
        description = "Measures the speed of training and of gradients.",
        modelTransformer = Commands.class,
        mixinStandardHelpOptions = true)
final class BenchCommand {}
