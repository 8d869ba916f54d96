/**
 * The commands {@code demo}, {@code broker} and {@code bench serve}. They use {@link org.robustdx.stream.cli.Program}
 * and the options of {@code stream-app}.
 */
@NullMarked
package org.robustdx.lab.cli;

import org.jspecify.annotations.NullMarked;
