package org.robustdx.inference.graph;

import java.util.List;
import java.util.Map;

/**
 * What an ONNX file holds.
 *
 * @param operatorSets version of each operator set that it imports, by domain; empty for ONNX's own
 * @param nodes its operators, in the file's order
 * @param initializers its constant tensors by name
 * @param inputs sizes of its inputs by name, -1 where one is open; an initializer may be among them
 */
record Graph(
        Map<String, Long> operatorSets,
        List<Node> nodes,
        Map<String, Value> initializers,
        Map<String, long[]> inputs) {}
