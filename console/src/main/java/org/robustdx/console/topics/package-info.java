/**
 * The console's side of Kafka: what it reads, and the one topic that it writes.
 *
 * <p>{@link org.robustdx.console.topics.Feed} fills the board of cases and the counts of diagnoses, and goes on. {@link
 * org.robustdx.console.topics.RecordLookup} reads one record again, by its position: alerts with their pictures, and images.
 * {@link org.robustdx.console.topics.ReviewLog} writes decisions. While no broker answers, they throw {@link
 * org.robustdx.console.topics.UnavailableException}, and the feed keeps trying.
 */
@NullMarked
package org.robustdx.console.topics;

import org.jspecify.annotations.NullMarked;
