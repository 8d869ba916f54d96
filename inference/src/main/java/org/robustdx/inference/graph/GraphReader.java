package org.robustdx.inference.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the message {@code ModelProto}. Refuses everything that no model of this project needs: external data,
 * subgraphs, functions, training information, sparse tensors and operators of other domains. Also refuses files that
 * would need much more memory than their size to read.
 */
final class GraphReader {
    private static final int MOST_NODES = 20_000;
    private static final int MOST_NAMES = 4096;
    private static final int MOST_NUMBERS = 4096;

    /** Maximum number of bytes other than tensor data. Each of them costs the runtime many times its size. */
    private static final long MOST_DESCRIPTION = 16L << 20;

    private final Map<String, Long> operatorSets = new TreeMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Value> initializers = new HashMap<>();
    private final Map<String, long[]> inputs = new LinkedHashMap<>();
    private long payload;

    private GraphReader() {}

    static Graph read(byte[] model) throws UnsafeGraphException {
        GraphReader reader = new GraphReader();
        Wire in = new Wire(model);
        while (in.next()) {
            switch (in.field()) {
                case 7 -> reader.graph(in.once().message());
                case 8 -> reader.operatorSet(in.message());
                case 20 -> throw unwanted("training information");
                case 25 -> throw unwanted("functions");
                default -> {} // Versions, names and metadata are ignored.
            }
        }
        if (reader.nodes.isEmpty()) {
            throw UnsafeGraphException.malformed("it has no operators");
        }
        if (model.length - reader.payload > MOST_DESCRIPTION) {
            throw new UnsafeGraphException("more than " + MOST_DESCRIPTION + " bytes other than tensor data");
        }
        return new Graph(reader.operatorSets, reader.nodes, reader.initializers, reader.inputs);
    }

    /** Reads only the operator sets. */
    static Map<String, Long> operatorSets(byte[] model) throws UnsafeGraphException {
        GraphReader reader = new GraphReader();
        Wire in = new Wire(model);
        while (in.next()) {
            if (in.field() == 8) {
                reader.operatorSet(in.message());
            }
        }
        return reader.operatorSets;
    }

    private static UnsafeGraphException unwanted(String what) {
        return new UnsafeGraphException(
                what + " in the file (expected: one graph of ONNX's own operators, and its data)");
    }

    private void operatorSet(Wire in) throws UnsafeGraphException {
        String domain = "";
        long version = 0;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> domain = in.once().text();
                case 2 -> version = in.once().number();
                default -> {}
            }
        }
        operatorSets.put(domain.equals("ai.onnx") ? "" : domain, version);
    }

    private void graph(Wire in) throws UnsafeGraphException {
        while (in.next()) {
            switch (in.field()) {
                case 1 -> {
                    nodes.add(node(in.message()));
                    if (nodes.size() > MOST_NODES) {
                        throw new UnsafeGraphException("more than " + MOST_NODES + " operators");
                    }
                }
                case 5 -> {
                    TensorReader.Tensor tensor = tensor(in.message());
                    if (initializers.put(tensor.name(), tensor.value()) != null) {
                        throw new UnsafeGraphException("two tensors of one name");
                    }
                }
                case 11 -> input(in.message());
                case 15 -> throw unwanted("sparse tensors");
                default -> {} // Names and declarations of outputs and inner tensors are ignored.
            }
        }
    }

    private TensorReader.Tensor tensor(Wire in) throws UnsafeGraphException {
        TensorReader.Tensor tensor = TensorReader.read(in);
        payload += tensor.payload();
        return tensor;
    }

    private Node node(Wire in) throws UnsafeGraphException {
        String operator = "";
        List<String> takes = new ArrayList<>();
        List<String> gives = new ArrayList<>();
        Map<String, Node.Attribute> attributes = new HashMap<>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> takes.add(in.text());
                case 2 -> gives.add(in.text());
                case 4 -> operator = in.once().text();
                case 5 -> attribute(in.message(), attributes);
                case 7 -> {
                    String domain = in.once().text();
                    if (!domain.isEmpty() && !domain.equals("ai.onnx")) {
                        throw unwanted("an operator of another domain");
                    }
                }
                default -> {} // Name and documentation are ignored.
            }
            if (takes.size() + gives.size() + attributes.size() > MOST_NAMES) {
                throw new UnsafeGraphException("an operator with more than " + MOST_NAMES + " inputs and outputs");
            }
        }
        return new Node(operator, takes, gives, attributes);
    }

    private void attribute(Wire in, Map<String, Node.Attribute> attributes) throws UnsafeGraphException {
        String name = "";
        double number = 0;
        List<Double> numbers = new ArrayList<>();
        String text = "";
        @Nullable Value tensor = null;
        Wire.Numbers list = value -> {
            if (numbers.size() == MOST_NUMBERS) {
                throw new UnsafeGraphException("an attribute with more than " + MOST_NUMBERS + " numbers");
            }
            numbers.add(value);
        };
        int values = 0;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> name = in.once().text();
                case 2 -> number = in.once().real();
                case 3 -> number = in.once().number();
                case 4 -> text = in.once().text();
                case 5 -> tensor = tensor(in.once().message()).value();
                case 7 -> in.reals(Float.BYTES, list);
                case 8 -> in.varints(list);
                case 6, 11 -> throw unwanted("a graph within a graph");
                case 9, 10, 14, 15, 21, 22, 23 -> throw unwanted("an attribute of a kind that no allowed operator has");
                default -> {} // Type and documentation are ignored.
            }
            values += in.field() >= 2 && in.field() <= 5 ? 1 : 0;
        }
        // Parsers differ in which value counts: some use the attribute's type. A single value is unambiguous.
        if (values + (numbers.isEmpty() ? 0 : 1) > 1) {
            throw UnsafeGraphException.malformed("an attribute has several values");
        }
        double[] all = numbers.stream().mapToDouble(Double::doubleValue).toArray();
        if (attributes.put(name, new Node.Attribute(number, all, text, tensor)) != null) {
            throw UnsafeGraphException.malformed("an attribute occurs twice");
        }
    }

    private void input(Wire in) throws UnsafeGraphException {
        String name = "";
        long[] dims = new long[0];
        while (in.next()) {
            switch (in.field()) {
                case 1 -> name = in.once().text();
                case 2 -> dims = InputReader.dims(in.once().message());
                default -> {}
            }
        }
        if (inputs.put(name, dims) != null || inputs.size() > MOST_NAMES) {
            throw new UnsafeGraphException("two inputs of one name, or more than " + MOST_NAMES);
        }
    }
}
