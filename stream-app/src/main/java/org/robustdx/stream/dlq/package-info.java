/**
 * Dead letters: records that could not be diagnosed, on a separate topic.
 *
 * <p>A step that cannot process an image returns a {@link org.robustdx.stream.dlq.Refusal} with a
 * {@link org.robustdx.stream.dlq.Reason}. The topology turns it into a {@link org.robustdx.stream.dlq.DeadLetter}: the
 * original record, with the reason and a message in headers. Operators read the topic with a
 * {@link org.robustdx.stream.dlq.LetterBox}, which returns each record as a {@link org.robustdx.stream.dlq.Letter}. A
 * {@link org.robustdx.stream.dlq.Replayer} sends dead letters to the image topic again and logs each replay, so that
 * none is repeated.
 */
@NullMarked
package org.robustdx.stream.dlq;

import org.jspecify.annotations.NullMarked;
