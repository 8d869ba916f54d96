/**
 * The command line that Kafka programs share: {@link org.robustdx.kafka.cli.Program} runs commands,
 * {@link org.robustdx.kafka.cli.ClusterOptions} name the cluster. Console and gateway use both.
 */
@NullMarked
package org.robustdx.kafka.cli;

import org.jspecify.annotations.NullMarked;
