/**
 * The operator commands of the app: {@code classify}, {@code stream}, {@code publish}, {@code watch}, {@code dlq} and
 * {@code models}.
 *
 * <p>{@link org.robustdx.kafka.cli.Program} runs a command line. It takes missing options from the environment or a
 * file ({@link org.robustdx.kafka.cli.Settings}), and turns a failure into one line and an exit code. Each command is one class. Options that
 * several commands share are mixins ({@code ModelOptions}, {@code TopicOptions}, ...). To add a command, write its class,
 * and list it in {@code commands.txt}.
 */
@NullMarked
package org.robustdx.stream.cli;

import org.jspecify.annotations.NullMarked;
