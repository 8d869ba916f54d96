/**
 * Reads an ONNX file without a runtime, and refuses it before a session is opened if it contains anything that no model
 * of this project needs and that could harm the process: external data, loops and subgraphs, unknown operators, or
 * excessive sizes.
 *
 * <p>Start with {@link org.robustdx.inference.graph.GraphCheck}. {@code GraphReader} parses the protobuf messages with
 * {@code Wire}. {@code Operators} has a rule for each allowed operator, which computes the shapes of its results.
 * {@code Footprint} adds up memory and work. {@link org.robustdx.inference.graph.MetadataEntries} changes
 * the metadata of a file without touching its graph.
 */
@NullMarked
package org.robustdx.inference.graph;

import org.jspecify.annotations.NullMarked;
