/**
 * Reads an ONNX file without a runtime, to refuse before a session is opened what a model of this project never needs and what could harm the
 * process that opens it: data outside of the file, loops and subgraphs, unknown operators, and sizes beyond all limits.
 *
 * <p>Start at {@link org.robustdx.inference.graph.GraphCheck}. {@code GraphReader} reads the protobuf messages by {@code Wire}; {@code Operators}
 * holds a rule for each allowed operator, which tells the sizes of its results; {@code Footprint} adds them up.
 */
@NullMarked
package org.robustdx.inference.graph;

import org.jspecify.annotations.NullMarked;
