/**
 * The trainer's command line: one class per command, named {@code …Command}.
 *
 * <p>Start with {@link org.robustdx.trainer.cli.Main}, which runs the commands of {@code commands.txt} and turns failures into exit codes. Options that several commands
 * share are mixins ({@code ModelOption}, {@code DataOptions}, {@code SplitOption}, {@code JsonOption}), and groups of many options are classes of their
 * own ({@code LearningArguments}, {@code PublishArguments}, {@code DefenceArguments}). A command validates its options, opens files, calls the packages
 * below, and prints; it computes nothing itself. {@code UsageException} carries an error of the user to {@code Main}.
 */
@NullMarked
package org.robustdx.trainer.cli;

import org.jspecify.annotations.NullMarked;
