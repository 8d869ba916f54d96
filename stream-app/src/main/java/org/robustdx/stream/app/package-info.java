/**
 * The app at work on a cluster. {@link org.robustdx.stream.app.StreamApp} opens the model, the pipeline and the topology, starts Kafka Streams, and closes them
 * in the reverse order. {@link org.robustdx.stream.app.StreamsSettings} turns the app's settings into properties of Kafka Streams; {@code FetchPlan} sizes the
 * polls. {@link org.robustdx.stream.app.StateFolder} guards the folder of local state.
 */
@NullMarked
package org.robustdx.stream.app;

import org.jspecify.annotations.NullMarked;
