package org.robustdx.trainer.plan;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Computes variables of a SameDiff graph, and gradients of its loss, for placeholders with a few recurring shapes.
 * Builds one {@link Plan} per combination of shapes and keeps the most recently used ones. Reads variables live, so
 * updates by an optimiser take effect. Not thread-safe.
 */
public final class GraphRunner implements AutoCloseable {
    /** Maximum number of plans: an epoch needs full batches, a last batch, and those of the validation split. */
    private static final int PLANS = 4;

    /** SameDiff's name of the graph with the loss and its gradients. */
    private static final String GRADIENT_FUNCTION = "grad";

    private final SameDiff graph;
    private final List<String> outputs;
    private final Map<String, String> gradients;
    private final Map<String, INDArray> places;
    private final Set<String> forward;
    private final Kernels kernels;
    private final LinkedHashMap<String, Plan> plans = new LinkedHashMap<>(16, 0.75f, true);

    private GraphRunner(
            SameDiff graph,
            List<String> outputs,
            Map<String, String> gradients,
            Map<String, INDArray> places,
            Set<String> forward,
            Kernels kernels) {
        this.graph = graph;
        this.forward = forward;
        this.outputs = outputs;
        this.gradients = gradients;
        this.places = places;
        this.kernels = kernels;
    }

    /** Returns a runner that computes these variables of a graph. */
    public static GraphRunner ofOutputs(SameDiff graph, Collection<String> outputs) {
        return new GraphRunner(
                graph, List.copyOf(outputs), Map.of(), Map.of(), graph.getOps().keySet(), OneDnn.kernels());
    }

    /**
     * Returns a runner that computes variables of a graph, and gradients of its loss.
     *
     * @param graph a graph with loss variables, for which {@code createGradFunction} was called with the names in
     *     {@code by}
     * @param outputs variables to compute
     * @param by variables or placeholders with respect to which gradients are computed
     */
    public static GraphRunner ofGradients(SameDiff graph, Collection<String> outputs, Collection<String> by) {
        return of(graph, outputs, by, Map.of());
    }

    /**
     * Returns a runner that computes variables of a graph and writes the gradients of its loss into the given arrays.
     *
     * @param into receives the gradient with respect to each variable
     */
    public static GraphRunner ofGradients(SameDiff graph, Collection<String> outputs, Map<String, INDArray> into) {
        return of(graph, outputs, into.keySet(), into);
    }

    private static GraphRunner of(
            SameDiff graph, Collection<String> outputs, Collection<String> by, Map<String, INDArray> into) {
        Map<String, String> gradients = new LinkedHashMap<>();
        Map<String, INDArray> places = new LinkedHashMap<>();
        for (String name : by) {
            SDVariable gradient = graph.getVariable(name).getGradient();
            if (gradient == null) {
                throw new IllegalArgumentException("the loss does not depend on " + name);
            }
            gradients.put(name, gradient.name());
            INDArray place = into.get(name);
            if (place != null) {
                places.put(gradient.name(), place);
            }
        }
        return new GraphRunner(
                graph.getFunction(GRADIENT_FUNCTION),
                List.copyOf(outputs),
                gradients,
                places,
                graph.getOps().keySet(),
                OneDnn.kernels());
    }

    /** Returns a new runner for the same graph that uses other kernels. */
    GraphRunner on(Kernels others) {
        return new GraphRunner(graph, outputs, gradients, places, forward, others);
    }

    /**
     * The result of a run.
     *
     * @param outputs values by variable
     * @param gradients gradients of the loss, by the variable with respect to which they are
     */
    public record Result(Map<String, INDArray> outputs, Map<String, INDArray> gradients) {}

    /**
     * Computes all values once.
     *
     * @param placeholders values by name; copied
     * @return arrays that the runner owns; the next run overwrites them
     */
    public Result run(Map<String, INDArray> placeholders) {
        return compute(placeholders, planned -> planned.step().run());
    }

    /**
     * Computes all values once, and measures each operation.
     *
     * @param times receives the time of each operation; of none in the first run for a shape, which builds the plan
     */
    public Result run(Map<String, INDArray> placeholders, Consumer<OperationTime> times) {
        return compute(placeholders, planned -> {
            long start = System.nanoTime();
            planned.step().run();
            long nanos = System.nanoTime() - start;
            times.accept(new OperationTime(planned.name(), planned.kind(), !forward.contains(planned.name()), nanos));
        });
    }

    private Result compute(Map<String, INDArray> placeholders, Plan.Way way) {
        String key = placeholders.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getKey() + Arrays.toString(entry.getValue().shape()))
                .collect(Collectors.joining());
        Plan plan = plans.get(key);
        if (plan == null) {
            makeRoom();
            Set<String> wanted = new LinkedHashSet<>(outputs);
            wanted.addAll(gradients.values());
            plan = Plan.of(graph, placeholders, wanted, places, kernels);
            plans.put(key, plan);
        } else {
            plan.run(placeholders, way);
        }
        Map<String, INDArray> arrays = plan.results();
        Map<String, INDArray> values = new LinkedHashMap<>();
        outputs.forEach(name -> values.put(name, arrays.get(name)));
        Map<String, INDArray> slopes = new LinkedHashMap<>();
        gradients.forEach((name, gradient) -> slopes.put(name, arrays.get(gradient)));
        return new Result(values, slopes);
    }

    /** Returns the plan of the last run. */
    Plan plan() {
        Plan last = null;
        for (Plan plan : plans.values()) {
            last = plan;
        }
        if (last == null) {
            throw new IllegalStateException("nothing was run yet");
        }
        return last;
    }

    private void makeRoom() {
        if (plans.size() == PLANS) {
            String oldest = plans.keySet().iterator().next();
            plans.remove(oldest).close();
        }
    }

    @Override
    public void close() {
        plans.values().forEach(Plan::close);
        plans.clear();
    }
}
