package org.robustdx.trainer.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.trainer.plan.Fusion.Node;
import org.robustdx.trainer.plan.Slots.Tensor;

/**
 * The operations that the wanted variables of a graph need, in order. Each is bound once to the arrays that it reads
 * and writes.
 *
 * <p>A plan is made for one set of placeholder shapes, by running the graph once. Values that depend only on shapes and
 * constants are computed in this first run. Operations that only pass values on (identity, the gradient of an addition)
 * share memory instead of copying.
 */
final class Plan implements AutoCloseable {
    private static final Set<String> SAME_VALUES = Set.of("identity", "stop_gradient");

    private final SameDiff graph;
    private final Map<String, INDArray> places;
    private final Map<String, INDArray> placeholders = new LinkedHashMap<>();
    private final Map<String, Tensor> tensors = new HashMap<>();
    private final Map<String, INDArray> wanted = new LinkedHashMap<>();
    private final Set<String> constant = new HashSet<>();
    private final List<Planned> steps = new ArrayList<>();
    private final Slots slots = new Slots();
    private final Kernels kernels;
    private final Fusion fusion;
    private final Map<String, Integer> uses;

    /**
     * An operation that every run executes.
     *
     * @param name name in the graph
     * @param kind kind of operation, as ND4J names it
     * @param step the bound operation
     */
    record Planned(String name, String kind, Step step) {}

    private Plan(SameDiff graph, Collection<String> outputs, Map<String, INDArray> places, Kernels kernels) {
        this.graph = graph;
        this.places = places;
        this.kernels = kernels;
        this.fusion = new Fusion(graph, outputs);
        this.uses = fusion.uses();
    }

    /**
     * Builds the plan that computes {@code outputs}. The plan has already run on these values.
     *
     * @param places destinations of some outputs; other outputs go to memory of the plan
     * @throws IllegalStateException if the graph contains control flow
     */
    static Plan of(
            SameDiff graph,
            Map<String, INDArray> values,
            Collection<String> outputs,
            Map<String, INDArray> places,
            Kernels kernels) {
        Plan plan = new Plan(graph, outputs, places, kernels);
        values.forEach((name, value) -> {
            INDArray own = Nd4j.createUninitialized(value.dataType(), value.shape());
            own.assign(value);
            plan.placeholders.put(name, own);
        });
        plan.fusion.nodes().forEach(plan::add);
        for (String name : outputs) {
            plan.wanted.put(name, plan.tensor(name).array());
        }
        plan.tensors.clear();
        return plan;
    }

    /** Executes an operation; allows a caller to measure it. */
    interface Way {
        void run(Planned planned);
    }

    /**
     * Computes the wanted variables.
     *
     * @param values values of all placeholders, in the shapes of this plan
     */
    void run(Map<String, INDArray> values, Way way) {
        placeholders.forEach((name, own) -> own.assign(values.get(name)));
        steps.forEach(way::run);
    }

    /** Returns the wanted variables by name. The plan owns the arrays; the next run overwrites them. */
    Map<String, INDArray> results() {
        return wanted;
    }

    /** Returns the operations that every run executes. */
    List<Planned> steps() {
        return steps;
    }

    private void add(Node node) {
        Node relu = node.relu();
        String[] inputs = node.inputs();
        Tensor[] in = new Tensor[inputs.length];
        boolean allConstant = true;
        for (int i = 0; i < inputs.length; i++) {
            in[i] = tensor(inputs[i]);
            allConstant &= isConstant(inputs[i]);
        }
        INDArray[] arrays = arrays(in);
        if (node.operation().opName().equals("add") && Arrays.equals(arrays[0].shape(), arrays[1].shape())) {
            fusion.forgetOperands(node);
        }
        if (relu != null) {
            Kernels.Factory both = allConstant ? null : kernels.find(node.operation(), arrays, true);
            if (both == null) {
                compute(node, in, kernels.find(node.operation(), arrays, false), node.outputs(), allConstant);
                add(relu);
            } else {
                compute(node, in, both, relu.outputs(), false);
            }
            return;
        }
        compute(node, in, kernels.find(node.operation(), arrays, false), node.outputs(), allConstant);
    }

    private static INDArray[] arrays(Tensor[] tensors) {
        return Arrays.stream(tensors).map(Tensor::array).toArray(INDArray[]::new);
    }

    private void compute(
            Node node, Tensor[] in, Kernels.@Nullable Factory factory, String[] outputs, boolean allOfConstants) {
        DifferentialFunction operation = node.operation();
        boolean allConstant = allOfConstants || "shape_of".equals(operation.opName());
        if (!alias(operation, in, outputs)) {
            Tensor[] out = new Tensor[outputs.length];
            Step step = bind(node, in, factory, outputs, out, allConstant);
            step.run();
            if (allConstant) {
                step.close();
            } else {
                steps.add(new Planned(operation.getOwnName(), operation.opName(), step));
            }
            for (int i = 0; i < outputs.length; i++) {
                if (isWanted(outputs[i])) {
                    tensors.put(outputs[i], out[i]);
                } else if (out[i] != null) {
                    slots.release(out[i]);
                }
            }
        }
        if (allConstant) {
            for (String output : outputs) {
                // Never released, because later runs do not compute it again.
                constant.add(output);
                uses.merge(output, 1, Integer::sum);
            }
        }
        for (String input : node.inputs()) {
            if (uses.merge(input, -1, Integer::sum) == 0) {
                slots.release(tensor(input));
                tensors.remove(input);
            }
        }
    }

    /** Lets outputs share the memory of an input if the operation only passes values on. Returns whether it does. */
    private boolean alias(DifferentialFunction operation, Tensor[] in, String[] outputs) {
        String name = operation.opName();
        if (Arrays.stream(outputs).anyMatch(places::containsKey)) {
            return false;
        }
        if (SAME_VALUES.contains(name)) {
            share(outputs[0], in[0]);
            return true;
        }
        if (name.equals("add_bp")
                && Arrays.equals(in[0].array().shape(), in[1].array().shape())) {
            for (String output : outputs) {
                share(output, in[2]);
            }
            return true;
        }
        return false;
    }

    private void share(String output, Tensor tensor) {
        if (isWanted(output)) {
            slots.hold(tensor);
            tensors.put(output, tensor);
        }
    }

    private Step bind(
            Node node,
            Tensor[] in,
            Kernels.@Nullable Factory factory,
            String[] outputs,
            @Nullable Tensor[] out,
            boolean once) {
        DifferentialFunction operation = node.operation();
        OpContext context = Nd4j.getExecutioner().buildContext();
        INDArray[] arrays = arrays(in);
        List<LongShapeDescriptor> shapes = Nd4jStep.setInputs(operation, context, arrays);
        INDArray[] results = new INDArray[outputs.length];
        for (int i = 0; i < outputs.length; i++) {
            if (factory == null || isWanted(outputs[i])) {
                Tensor over = factory == null || once ? null : overwritten(node, in, factory, outputs[i]);
                out[i] = over == null ? place(outputs[i], shapes.get(i).getShape(), once) : over;
                results[i] = out[i].array();
            }
        }
        if (factory != null) {
            Nd4jStep.release(context);
            return factory.bind(arrays, results);
        }
        context.setOutputArrays(results);
        return new Nd4jStep(operation, context);
    }

    /** Returns an operand that no later operation uses and that the output may overwrite, or null. */
    private @Nullable Tensor overwritten(Node node, Tensor[] in, Kernels.Factory factory, String output) {
        if (places.containsKey(output)) {
            return null;
        }
        for (int input : factory.overwritable()) {
            String name = node.inputs()[input];
            if (uses.getOrDefault(name, 0) == 1 && !isConstant(name) && slots.isHeldOnce(in[input])) {
                slots.hold(in[input]);
                return in[input];
            }
        }
        return null;
    }

    /**
     * Returns the memory for an output. A value that is computed only once must not share memory with values that every
     * run writes.
     */
    private Tensor place(String output, long[] shape, boolean once) {
        INDArray given = places.get(output);
        DataType type = graph.getVariable(output).dataType();
        return given != null ? new Tensor(given, null) : once ? slots.takeNew(type, shape) : slots.take(type, shape);
    }

    private boolean isWanted(String variable) {
        return uses.getOrDefault(variable, 0) > 0;
    }

    private boolean isConstant(String name) {
        return constant.contains(name) || graph.getVariable(name).getVariableType() == VariableType.CONSTANT;
    }

    private Tensor tensor(String name) {
        Tensor known = tensors.get(name);
        if (known != null) {
            return known;
        }
        SDVariable variable = graph.getVariable(name);
        INDArray array = variable.isPlaceHolder() ? placeholders.get(name) : variable.getArr();
        if (array == null) {
            throw new IllegalArgumentException("placeholder " + name + ": no value");
        }
        return new Tensor(array, null);
    }

    @Override
    public void close() {
        steps.forEach(planned -> planned.step().close());
        slots.close();
        placeholders.values().forEach(INDArray::close);
    }
}
