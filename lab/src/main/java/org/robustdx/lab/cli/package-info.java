/**
 * The commands {@code demo}, {@code broker}, {@code bench serve}, {@code bench classify}, {@code bench decode} and {@code bench graph}. They use {@link org.robustdx.kafka.cli.Program}
 * and the options of {@code stream-app}.
 */
@NullMarked
package org.robustdx.lab.cli;

import org.jspecify.annotations.NullMarked;
