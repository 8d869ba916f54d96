/**
 * Measures what a served model file costs, compared with its classifier alone. Start with {@link org.robustdx.lab.graph.GraphBench}. {@code Flow}
 * follows the tensors of a graph, {@code Parts} assigns each node to a part of the file, {@code CutGraph} cuts the classifier out, {@code TimedSession}
 * runs a file in ONNX Runtime, and {@code NodeTimes} reads the runtime's profile.
 */
@NullMarked
package org.robustdx.lab.graph;

import org.jspecify.annotations.NullMarked;
