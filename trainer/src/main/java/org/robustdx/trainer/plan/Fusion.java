package org.robustdx.trainer.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.ScalarOp;

/**
 * Finds operations of a graph that can be computed together or from fewer inputs:
 * <ul>
 * <li>a convolution or an addition whose result only a relu uses;
 * <li>the gradient of a relu, which can be computed from the relu's result;
 * <li>the gradient of an addition of equal shapes, which uses no values.
 * </ul>
 */
final class Fusion {
    private static final Set<String> RECTIFIABLE = Set.of("conv2d", "depthwise_conv2d", "add");

    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Integer> uses = new HashMap<>();

    /** An operation and its inputs, which may differ from its inputs in the graph. */
    static final class Node {
        private final DifferentialFunction operation;
        private final String[] inputs;
        private final List<Node> gradients = new ArrayList<>();
        private @Nullable Node relu;

        private Node(DifferentialFunction operation) {
            this.operation = operation;
            this.inputs = operation.argNames().clone();
        }

        DifferentialFunction operation() {
            return operation;
        }

        String[] inputs() {
            return inputs;
        }

        String[] outputs() {
            return operation.outputVariablesNames();
        }

        /** Returns the relu that is the only user of this operation's result, or null. */
        @Nullable
        Node relu() {
            return relu;
        }

        private boolean is(String kind) {
            return operation.opName().equals(kind);
        }
    }

    /**
     * Analyses a graph.
     *
     * @param graph the graph
     * @param wanted variables that the caller reads
     */
    Fusion(SameDiff graph, Collection<String> wanted) {
        Map<String, Node> relus = new HashMap<>();
        Map<List<String>, Node> additions = new HashMap<>();
        for (DifferentialFunction operation : order(graph, wanted)) {
            Node node = new Node(operation);
            if (isRelu(operation)) {
                relus.putIfAbsent(node.inputs[0], node);
            } else if (node.is("add")) {
                additions.put(List.of(node.inputs), node);
            } else if (isReluGradient(operation) && relus.containsKey(node.inputs[0])) {
                // The result of the relu is positive exactly where its operand is.
                node.inputs[0] = relus.get(node.inputs[0]).outputs()[0];
            } else if (node.is("add_bp")) {
                Node addition = additions.get(List.of(node.inputs[0], node.inputs[1]));
                if (addition != null) {
                    addition.gradients.add(node);
                }
            }
            nodes.add(node);
            Arrays.stream(node.inputs).forEach(input -> uses.merge(input, 1, Integer::sum));
        }
        wanted.forEach(name -> uses.merge(name, 1, Integer::sum));
        Set<Node> joined = new HashSet<>();
        for (Node node : nodes) {
            Node relu = RECTIFIABLE.contains(node.operation.opName()) ? relus.get(node.outputs()[0]) : null;
            if (relu != null && uses.getOrDefault(node.outputs()[0], 0) == 1) {
                node.relu = relu;
                joined.add(relu);
            }
        }
        nodes.removeAll(joined);
    }

    /** Returns the operations in their order, without relus that another operation can include. */
    List<Node> nodes() {
        return nodes;
    }

    /** Returns how many times each variable is used. */
    Map<String, Integer> uses() {
        return uses;
    }

    /**
     * Records that the operands of an addition have the same shape. Its gradients then pass on their incoming gradient
     * and need no other input. Must be called before the addition is computed.
     */
    void forgetOperands(Node addition) {
        for (Node gradient : addition.gradients) {
            String given = gradient.inputs[2];
            for (int i = 0; i < 2; i++) {
                uses.merge(gradient.inputs[i], -1, Integer::sum);
                uses.merge(given, 1, Integer::sum);
                gradient.inputs[i] = given;
            }
        }
    }

    private static boolean isRelu(DifferentialFunction operation) {
        return operation.opName().equals("relu")
                && operation.argNames().length == 1
                && operation instanceof ScalarOp scalar
                && scalar.scalar().getDouble(0) == 0;
    }

    private static boolean isReluGradient(DifferentialFunction operation) {
        if (!operation.opName().equals("thresholdedrelu_bp")) {
            return false;
        }
        double[] cutoff = ((DynamicCustomOp) operation).tArgs();
        return cutoff.length == 0 || cutoff[0] == 0;
    }

    /** Returns the operations that the variables need, each after its inputs. */
    private static List<DifferentialFunction> order(SameDiff graph, Collection<String> outputs) {
        List<DifferentialFunction> order = new ArrayList<>();
        Set<String> visited = new HashSet<>();
        outputs.forEach(name -> visit(graph, name, visited, order));
        return order;
    }

    private static void visit(SameDiff graph, String variable, Set<String> visited, List<DifferentialFunction> order) {
        var known = graph.getVariables().get(variable);
        if (known == null) {
            throw new IllegalArgumentException("the graph has no variable " + variable);
        }
        String producer = known.getOutputOfOp();
        if (producer == null || !visited.add(producer)) {
            return;
        }
        DifferentialFunction operation = Objects.requireNonNull(graph.getOpById(producer), producer);
        for (String input : operation.argNames()) {
            visit(graph, input, visited, order);
        }
        order.add(operation);
    }
}
