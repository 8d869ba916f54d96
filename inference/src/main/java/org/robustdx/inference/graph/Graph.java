package org.robustdx.inference.graph;

import java.util.List;
import java.util.Map;

/**
 * The content of an ONNX file.
 *
 * @param operatorSets version of each imported operator set, by domain; the domain of ONNX itself is empty
 * @param nodes the operators, in file order
 * @param initializers constant tensors by name
 * @param inputs shapes of the inputs by name, -1 for an open dimension; may include initializers
 */
record Graph(
        Map<String, Long> operatorSets,
        List<Node> nodes,
        Map<String, Value> initializers,
        Map<String, long[]> inputs) {}
