/**
 * The operator commands of the app: {@code classify}, {@code stream}, {@code publish}, {@code watch}, {@code dlq} and
 * {@code models}.
 *
 * <p>{@link org.robustdx.stream.cli.Program} runs a command line. It takes missing options from the environment or a
 * file ({@code Settings}), and turns a failure into one line and an exit code. Each command is one class. Options that
 * several commands share are mixins ({@code ConnectionOptions}, {@code ModelOptions}, ...). To add a command, write its
 * class, and list it in {@link org.robustdx.stream.cli.Main} and in the launcher.
 */
@NullMarked
package org.robustdx.stream.cli;

import org.jspecify.annotations.NullMarked;
