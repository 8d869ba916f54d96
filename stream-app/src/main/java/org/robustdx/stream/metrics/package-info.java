/**
 * The app's metrics. {@link org.robustdx.stream.metrics.AppMetrics} collects all of them, in the format of Prometheus.
 * {@code StageTimes} measures the stages of an image; {@code StateGauges} shows the state of pipeline and read-ahead; {@code BoundedLabels} limits the labels that come with images.
 */
@NullMarked
package org.robustdx.stream.metrics;

import org.jspecify.annotations.NullMarked;
