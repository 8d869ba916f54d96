package org.robustdx.lab.graph;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.robustdx.onnx.GraphProto;
import org.robustdx.onnx.NodeProto;
import org.robustdx.onnx.TensorProto;

/**
 * Assigns the nodes of a model file to its parts. The outputs of the file tell them apart: the first pass computes the logits, and the decoder computes
 * the denoised image. The second pass is what depends on the denoised image and leads to a node that shares weights with the first pass. The inputs of the
 * node that concatenates the scores tell the detectors of scope from the others.
 *
 * <p>The same parts can be found in the graph that ONNX Runtime makes of the file. The runtime fuses nodes and changes weights, but keeps the names of
 * the outputs and of most tensors.
 */
final class Parts {
    private static final String LOGITS = "logits";
    private static final String PROBABILITIES = "probabilities";
    private static final String DENOISED = "denoised";
    private static final String SCORES = "scores";

    private final List<String> detectors;
    private final Set<String> scope;
    private final Set<String> secondPass;

    private Parts(List<String> detectors, Set<String> scope, Set<String> secondPass) {
        this.detectors = detectors;
        this.scope = scope;
        this.secondPass = secondPass;
    }

    /**
     * Finds the parts of a file.
     *
     * @param detectors names of the detectors, in the order of the scores
     * @param scope names of the detectors that decide whether an image is in scope; may be empty
     */
    static Parts of(GraphProto file, List<String> detectors, Set<String> scope) {
        Flow flow = new Flow(file);
        Set<String> weights = weights(file, firstPass(flow));
        BitSet after = flow.after(DENOISED);
        BitSet sharing = new BitSet();
        after.stream()
                .filter(i -> file.getNode(i).getInputList().stream().anyMatch(weights::contains))
                .forEach(sharing::set);
        BitSet second = flow.before(outputs(file, sharing));
        second.and(after);
        return new Parts(List.copyOf(detectors), Set.copyOf(scope), outputs(file, second));
    }

    /** Returns the part of each node of the file, or of the graph that the runtime made of it, in the order of the nodes. */
    List<Part> of(GraphProto graph) {
        Flow flow = new Flow(graph);
        BitSet first = firstPass(flow);
        BitSet decoder = flow.before(Set.of(DENOISED));
        BitSet second = flow.before(secondPass);
        second.and(flow.after(DENOISED));
        BitSet scopeOnly = scopeOnly(graph, flow);
        return IntStream.range(0, graph.getNodeCount())
                .mapToObj(i -> first.get(i)
                        ? Part.FIRST_PASS
                        : decoder.get(i)
                                ? Part.DECODER
                                : second.get(i) ? Part.SECOND_PASS : scopeOnly.get(i) ? Part.SCOPE : Part.DETECTORS)
                .toList();
    }

    private static BitSet firstPass(Flow flow) {
        return flow.before(Set.of(LOGITS, PROBABILITIES));
    }

    /** Returns the constants that these nodes read. Single numbers do not count: different layers may share them. */
    private static Set<String> weights(GraphProto file, BitSet nodes) {
        Set<String> constants = file.getInitializerList().stream()
                .filter(tensor -> elements(tensor) > 1)
                .map(TensorProto::getName)
                .collect(Collectors.toSet());
        Set<String> read = new HashSet<>();
        nodes.stream().forEach(i -> read.addAll(file.getNode(i).getInputList()));
        read.retainAll(constants);
        return read;
    }

    private static long elements(TensorProto tensor) {
        return tensor.getDimsList().stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b);
    }

    private static Set<String> outputs(GraphProto graph, BitSet nodes) {
        Set<String> outputs = new HashSet<>();
        nodes.stream().forEach(i -> outputs.addAll(graph.getNode(i).getOutputList()));
        return outputs;
    }

    /** Returns the nodes that the scope detectors need and the others do not. */
    private BitSet scopeOnly(GraphProto graph, Flow flow) {
        Optional<NodeProto> concatenation = graph.getNodeList().stream()
                .filter(node -> node.getOutputList().contains(SCORES) && node.getInputCount() == detectors.size())
                .findFirst();
        if (concatenation.isEmpty()) {
            return new BitSet(); // The scores cannot be told apart.
        }
        List<String> columns = concatenation.get().getInputList();
        List<String> deciding = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            if (scope.contains(detectors.get(i))) {
                deciding.add(columns.get(i));
            }
        }
        BitSet needed = flow.before(deciding);
        Set<String> inside = outputs(graph, needed);
        // A score that the deciding detectors are made of is a score of scope too.
        List<String> others =
                columns.stream().filter(column -> !inside.contains(column)).toList();
        needed.andNot(flow.before(others));
        return needed;
    }
}
