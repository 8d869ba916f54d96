/**
 * The gateway's commands. {@link org.robustdx.gateway.cli.Main} runs a command line: an error is one line on standard error, with exit code 1 (failed) or 2
 * (bad usage or bad input).
 */
@NullMarked
package org.robustdx.gateway.cli;

import org.jspecify.annotations.NullMarked;
