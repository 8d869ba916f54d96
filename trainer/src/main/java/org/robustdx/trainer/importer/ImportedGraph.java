package org.robustdx.trainer.importer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.SDVariable;
import org.robustdx.inference.graph.GraphSizes;
import org.robustdx.inference.graph.UnsafeGraphException;
import org.robustdx.onnx.GraphProto;
import org.robustdx.onnx.ModelProto;
import org.robustdx.onnx.NodeProto;
import org.robustdx.onnx.OnnxFiles;
import org.robustdx.onnx.TensorProto;
import org.robustdx.onnx.ValueInfoProto;
import org.robustdx.trainer.nn.Layers;

/**
 * The graph of an ONNX file, which can be added to a SameDiff graph, as a whole or from one tensor to others.
 *
 * <p>The sizes of all tensors are computed beforehand for two batch sizes. Sizes that differ are the batch, and everything that is computed from
 * sizes alone (Shape, Gather, Concat and so on) is already known then.
 */
public final class ImportedGraph {
    private static final long FIRST_OPSET = 9;
    private static final long LAST_OPSET = 21;
    private static final long ONE_BATCH = 2;
    private static final long OTHER_BATCH = 3;
    private static final Set<String> QUANTISED = Set.of(
            "QuantizeLinear",
            "DequantizeLinear",
            "DynamicQuantizeLinear",
            "QLinearConv",
            "QLinearMatMul",
            "ConvInteger",
            "MatMulInteger");

    private final GraphProto graph;
    private final long opset;
    private final long fixedBatch;
    private final GraphSizes sizes;
    private final GraphSizes otherSizes;
    private final Map<String, TensorProto> initializers = new HashMap<>();
    private final Map<String, NodeProto> producers = new HashMap<>();

    /**
     * An input of the file.
     *
     * @param name its name
     * @param type number of its element type in ONNX: 1 for float32, 2 for uint8
     * @param dims its sizes, -1 where one is open
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier: never compared, never a key
    public record Input(String name, int type, long[] dims) {}

    private ImportedGraph(ModelProto model, long fixedBatch, GraphSizes sizes, GraphSizes otherSizes) {
        this.graph = model.getGraph();
        this.fixedBatch = fixedBatch;
        this.opset = opset(model);
        this.sizes = sizes;
        this.otherSizes = otherSizes;
        graph.getInitializerList().forEach(tensor -> initializers.put(tensor.getName(), tensor));
        for (NodeProto node : graph.getNodeList()) {
            node.getOutputList().stream().filter(name -> !name.isEmpty()).forEach(name -> producers.put(name, node));
        }
    }

    /**
     * Reads a file. A fixed batch size is made open.
     *
     * @throws ImportException if it is not safe to open, is no ONNX model, or is of another operator set than 9 to 21
     */
    public static ImportedGraph read(byte[] file) throws ImportException {
        try {
            ModelProto original = OnnxFiles.parse(file);
            ModelProto model = OpenBatch.of(original, file);
            long opset = opset(model);
            if (opset < FIRST_OPSET || opset > LAST_OPSET) {
                throw new ImportException(
                        "operator set: " + opset + " (expected: " + FIRST_OPSET + " to " + LAST_OPSET + ")");
            }
            byte[] content = OpenBatch.size(original) < 0 ? file : model.toByteArray();
            ImportedGraph imported = new ImportedGraph(
                    model,
                    OpenBatch.size(original),
                    GraphSizes.of(content, ONE_BATCH),
                    GraphSizes.of(content, OTHER_BATCH));
            imported.requireDistinctNames();
            return imported;
        } catch (UnsafeGraphException e) {
            throw new ImportException(String.valueOf(e.getMessage()), e);
        } catch (ImportException e) {
            throw e;
        } catch (IOException e) {
            throw new ImportException(String.valueOf(e.getMessage()), e);
        }
    }

    private static long opset(ModelProto model) {
        return model.getOpsetImportList().stream()
                .filter(set -> set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx"))
                .mapToLong(set -> set.getVersion())
                .max()
                .orElse(1);
    }

    private void requireDistinctNames() throws ImportException {
        Set<String> names = new HashSet<>();
        for (String name : initializers.keySet()) {
            if (!names.add(variableName(name))) {
                throw new ImportException("tensor " + name
                        + ": another tensor's name differs only in : and . (expected: distinct names)");
            }
        }
    }

    /** Returns the name of a variable of SameDiff, to which a colon means one of several results. */
    static String variableName(String tensor) {
        return tensor.replace(':', '.');
    }

    /** Returns the inputs that are no constants. */
    public List<Input> inputs() {
        return graph.getInputList().stream()
                .filter(input -> !initializers.containsKey(input.getName()))
                .map(ImportedGraph::input)
                .toList();
    }

    private static Input input(ValueInfoProto input) {
        var type = input.getType().getTensorType();
        long[] dims = type.getShape().getDimList().stream()
                .mapToLong(d -> d.hasDimValue() ? d.getDimValue() : -1)
                .toArray();
        return new Input(input.getName(), type.getElemType(), dims);
    }

    /** Returns the only batch size that the file itself takes, or -1 if it takes any. */
    public long fixedBatch() {
        return fixedBatch;
    }

    /** Returns the names of the outputs. */
    public List<String> outputs() {
        return graph.getOutputList().stream().map(ValueInfoProto::getName).toList();
    }

    /** Returns the kind of operator that computes a tensor; empty for inputs and constants. */
    public String operatorOf(String tensor) {
        NodeProto node = producers.get(tensor);
        return node == null ? "" : node.getOpType();
    }

    /** Returns the inputs of the operator that computes a tensor; none for inputs and constants. */
    public List<String> inputsOf(String tensor) {
        NodeProto node = producers.get(tensor);
        return node == null ? List.of() : List.copyOf(node.getInputList());
    }

    /** Returns the names of all tensors that operators compute, in order. */
    public List<String> tensors() {
        return graph.getNodeList().stream()
                .flatMap(node -> node.getOutputList().stream())
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** Returns the sizes of a tensor, -1 where they depend on the batch. */
    public long[] dims(String tensor) throws ImportException {
        String key = key(tensor);
        long[] dims = sizes.dims().get(key);
        long[] other = otherSizes.dims().get(key);
        if (dims == null || other == null || dims.length != other.length) {
            throw new ImportException("tensor " + tensor + ": its sizes are not known");
        }
        long[] known = dims.clone();
        for (int i = 0; i < known.length; i++) {
            known[i] = dims[i] == other[i] ? dims[i] : -1;
        }
        return known;
    }

    /** Returns the numbers of a tensor that are known and the same for every batch, or null. */
    double @Nullable [] numbers(String tensor) {
        double[] numbers = sizes.numbers().get(key(tensor));
        return numbers != null && Arrays.equals(numbers, otherSizes.numbers().get(key(tensor))) ? numbers : null;
    }

    /** Returns whether the numbers of a tensor are computed from sizes. */
    boolean isKnown(String tensor) {
        return sizes.numbers().containsKey(key(tensor));
    }

    /** The graph check reads each byte of a name as one character. */
    private static String key(String tensor) {
        return new String(tensor.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    long opset() {
        return opset;
    }

    @Nullable
    TensorProto initializer(String tensor) {
        return initializers.get(tensor);
    }

    @Nullable
    NodeProto producer(String tensor) {
        return producers.get(tensor);
    }

    /**
     * Adds the operators between tensors to a graph.
     *
     * @param layers the graph, where weights come from, and the layout of images inside
     * @param given variables that stand for tensors of the file, in ONNX's order of axes
     * @param wanted tensors of the file
     * @throws ImportException if one of the operators is not supported; the message names all that the table lacks, each with its first place
     */
    public ImportedTensors addTo(Layers layers, Map<String, SDVariable> given, Collection<String> wanted)
            throws ImportException {
        List<NodeProto> nodes = between(given.keySet(), wanted);
        requireOperators(nodes);
        GraphFiller filler = new GraphFiller(this, layers);
        for (Map.Entry<String, SDVariable> entry : given.entrySet()) {
            filler.put(entry.getKey(), new Tensor(entry.getValue(), dims(entry.getKey()), false));
        }
        for (NodeProto node : nodes) {
            filler.add(node);
        }
        return filler.results(wanted);
    }

    /** Returns the operators that the wanted tensors need beyond the given ones, in the file's order. */
    private List<NodeProto> between(Set<String> given, Collection<String> wanted) throws ImportException {
        Set<String> needed = new LinkedHashSet<>(wanted);
        List<NodeProto> nodes = new ArrayList<>();
        for (int i = graph.getNodeCount() - 1; i >= 0; i--) {
            NodeProto node = graph.getNode(i);
            if (node.getOutputList().stream().anyMatch(name -> needed.contains(name) && !given.contains(name))) {
                needed.addAll(node.getInputList());
                nodes.add(0, node);
            }
        }
        for (String name : needed) {
            boolean known = name.isEmpty()
                    || given.contains(name)
                    || producers.containsKey(name)
                    || initializers.containsKey(name);
            if (!known) {
                throw new ImportException(
                        "tensor " + name + ": nothing computes it (expected: a tensor after " + given + ")");
            }
        }
        return nodes;
    }

    private void requireOperators(List<NodeProto> nodes) throws ImportException {
        Map<String, String> missing = new LinkedHashMap<>();
        for (NodeProto node : nodes) {
            if (QUANTISED.contains(node.getOpType())) {
                throw new ImportException(Call.place(node)
                        + ": quantised networks have no gradients (expected: the network before quantisation,"
                        + " in float32)");
            }
            boolean folded = node.getOutputList().stream().allMatch(name -> name.isEmpty() || isKnown(name));
            if (!folded && ImportOperator.of(node.getOpType()).isEmpty()) {
                missing.putIfAbsent(node.getOpType(), Call.place(node));
            }
        }
        if (!missing.isEmpty()) {
            throw new ImportException(
                    String.join("; ", missing.values()) + ": not supported (expected: " + ImportOperator.names() + ")");
        }
    }
}
