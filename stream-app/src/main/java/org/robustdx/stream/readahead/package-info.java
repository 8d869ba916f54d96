/**
 * Starts the diagnosis of all records of a poll before Kafka Streams processes the first one. That is how batches fill
 * up although Kafka Streams processes one record after the other.
 *
 * <p>Start with {@link org.robustdx.stream.readahead.ReadAhead}: it holds the examinations by partition and offset.
 * {@link org.robustdx.stream.readahead.ReadAheadClients} intercepts the polls and gives the records to it;
 * {@link org.robustdx.stream.readahead.StreamsGroupConsumer} does the same for the group protocol "streams".
 * {@link org.robustdx.stream.readahead.Examiner} starts an {@link org.robustdx.stream.readahead.Examination}: it
 * decodes the event, fetches the image bytes and submits them to the pipeline. The topology takes each examination when
 * it processes the record.
 */
@NullMarked
package org.robustdx.stream.readahead;

import org.jspecify.annotations.NullMarked;
