/**
 * The commands {@code demo}, {@code broker}, {@code bench serve} and {@code bench decode}. They use {@link org.robustdx.kafka.cli.Program}
 * and the options of {@code stream-app}.
 */
@NullMarked
package org.robustdx.lab.cli;

import org.jspecify.annotations.NullMarked;
