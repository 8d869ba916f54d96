/**
 * Dead letters: records that could not be diagnosed, on a topic of their own.
 *
 * <p>The app writes a {@link org.robustdx.stream.dlq.DeadLetter}: the record as it was, with a {@link org.robustdx.stream.dlq.Reason} and a message in
 * headers. A step that cannot handle an image returns a {@link org.robustdx.stream.dlq.Refusal}, from which the letter is made. Operators read the topic
 * through a {@link org.robustdx.stream.dlq.LetterBox}, and send letters again with a {@link org.robustdx.stream.dlq.Replayer}, which records each replay so
 * that none happens twice.
 */
@NullMarked
package org.robustdx.stream.dlq;

import org.jspecify.annotations.NullMarked;
