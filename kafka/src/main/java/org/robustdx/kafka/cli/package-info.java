/**
 * The command line that the programs on the topics share. {@link org.robustdx.kafka.cli.Program} runs a command line: it takes missing options from the
 * environment or a file ({@link org.robustdx.kafka.cli.Settings}), and turns a failure into one line and an exit code.
 * {@link org.robustdx.kafka.cli.ClusterOptions} name the cluster. {@link org.robustdx.kafka.cli.Paint} colours what a terminal shows.
 */
@NullMarked
package org.robustdx.kafka.cli;

import org.jspecify.annotations.NullMarked;
