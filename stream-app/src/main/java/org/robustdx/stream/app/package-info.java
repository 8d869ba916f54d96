/**
 * Runs the app on a cluster. Start with {@link org.robustdx.stream.app.StreamApp}: it opens the model, the pipeline and
 * the topology, starts Kafka Streams, and closes everything in reverse order.
 *
 * <ul>
 * <li>{@code AppParts} opens what the stream needs: metrics, traces, content stores, models.
 * <li>{@link org.robustdx.stream.app.StreamsSettings} turns the app's settings into properties of Kafka Streams;
 * {@code FetchPlan} sizes the polls.
 * <li>{@link org.robustdx.stream.app.StateFolder} protects the folder of local state; {@code LocalState} deletes state
 * that a killed process left.
 * <li>{@code InternalTopics} keeps the partitions of Kafka Streams' own topics consistent.
 * <li>{@code Health} serves health and metrics.
 * </ul>
 */
@NullMarked
package org.robustdx.stream.app;

import org.jspecify.annotations.NullMarked;
