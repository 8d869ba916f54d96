/**
 * The commands {@code demo}, {@code broker} and {@code bench serve}. They run on the machinery of {@link org.robustdx.stream.cli.Program} and share its options.
 */
@NullMarked
package org.robustdx.lab.cli;

import org.jspecify.annotations.NullMarked;
