/**
 * The Kafka Streams topology: images in; diagnoses, alerts and dead letters out.
 *
 * <p>Start with {@link org.robustdx.stream.topology.DiagnosisTopology}, whose Javadoc draws it. {@code DiagnoseProcessor} waits for the outcome of each
 * record, which the package {@code readahead} has started. {@code OutcomeWriter} serialises the messages before they reach the producer, so that an
 * unwritable message becomes a dead letter. {@code CampaignStream} is the branch that counts images by source in windows. {@code HeaderProcessors} and
 * {@code DeadLetterProcessor} add headers and timestamps.
 */
@NullMarked
package org.robustdx.stream.topology;

import org.jspecify.annotations.NullMarked;
