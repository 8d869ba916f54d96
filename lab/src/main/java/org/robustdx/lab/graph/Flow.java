package org.robustdx.lab.graph;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.robustdx.onnx.GraphProto;
import org.robustdx.onnx.NodeProto;

/** Which nodes of a graph depend on which. Sets of nodes are sets of their indices in the graph. */
final class Flow {
    private final List<NodeProto> nodes;
    private final Map<String, Integer> producers = new HashMap<>();

    Flow(GraphProto graph) {
        nodes = graph.getNodeList();
        for (int i = 0; i < nodes.size(); i++) {
            for (String output : nodes.get(i).getOutputList()) {
                producers.put(output, i);
            }
        }
    }

    /** Returns the nodes that these tensors are computed by, directly or not. Tensors that no node computes have none. */
    BitSet before(Collection<String> tensors) {
        BitSet found = new BitSet();
        Deque<String> open = new ArrayDeque<>(tensors);
        while (!open.isEmpty()) {
            Integer producer = producers.get(open.pop());
            if (producer != null && !found.get(producer)) {
                found.set(producer);
                open.addAll(nodes.get(producer).getInputList());
            }
        }
        return found;
    }

    /** Returns the nodes whose results depend on this tensor. */
    BitSet after(String tensor) {
        Map<String, BitSet> readers = new HashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            for (String input : nodes.get(i).getInputList()) {
                readers.computeIfAbsent(input, name -> new BitSet()).set(i);
            }
        }
        BitSet found = new BitSet();
        Deque<String> open = new ArrayDeque<>(List.of(tensor));
        while (!open.isEmpty()) {
            BitSet next =
                    (BitSet) readers.getOrDefault(open.pop(), new BitSet()).clone();
            next.andNot(found);
            found.or(next);
            next.stream().forEach(reader -> open.addAll(nodes.get(reader).getOutputList()));
        }
        return found;
    }
}
