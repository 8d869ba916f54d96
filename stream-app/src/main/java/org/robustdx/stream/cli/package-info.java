/**
 * The operator commands of the app: {@code classify}, {@code stream}, {@code publish}, {@code watch}, {@code dlq} and {@code models}.
 *
 * <p>{@link org.robustdx.stream.cli.Program} runs a command line: it takes options that are not given from the environment or a file ({@code Settings}), and
 * turns a failure into one line and an exit code. One class holds one command. Options that several commands have are mixins ({@code ConnectionOptions},
 * {@code ModelOptions}, ...). To add a command, write its class and list it in {@link org.robustdx.stream.cli.Main}, and in the launcher.
 */
@NullMarked
package org.robustdx.stream.cli;

import org.jspecify.annotations.NullMarked;
