/**
 * Diagnoses, alerts and dead letters on the terminal and as JSON lines.
 *
 * <p>{@link org.robustdx.stream.watch.Watcher} reads the topics and passes each message to a {@link org.robustdx.stream.watch.Sink}:
 * {@link org.robustdx.stream.watch.Terminal} prints a table for people, {@link org.robustdx.stream.watch.JsonLines} one JSON object per line for
 * programs.
 */
@NullMarked
package org.robustdx.stream.watch;

import org.jspecify.annotations.NullMarked;
