package org.robustdx.trainer.importer;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.onnx.NodeProto;
import org.robustdx.onnx.TensorProto;
import org.robustdx.trainer.nn.Layers;
import org.robustdx.trainer.nn.Layout;
import org.robustdx.trainer.nn.Parameters;

/** Adds operators of a file to one SameDiff graph, in order. What depends on constants alone is computed at once. */
final class GraphFiller implements Call.Values {
    private final ImportedGraph file;
    private final Layers layers;
    private final Map<String, Tensor> tensors = new HashMap<>();
    private final Map<String, INDArray> constants = new HashMap<>();

    GraphFiller(ImportedGraph file, Layers layers) {
        this.file = file;
        this.layers = layers;
    }

    void put(String name, Tensor tensor) {
        tensors.put(name, tensor);
    }

    void add(NodeProto node) throws ImportException {
        boolean known = node.getOpType().equals("Constant")
                || node.getOutputList().stream().allMatch(name -> name.isEmpty() || file.isKnown(name));
        if (known) {
            return;
        }
        boolean constant = node.getInputCount() > 0;
        for (String input : node.getInputList()) {
            constant &= input.isEmpty() || constant(input) != null;
        }
        if (constant) {
            fold(node);
        } else {
            List<Tensor> results = results(node, new Call(node, file.opset(), layers, this));
            for (int i = 0; i < Math.min(results.size(), node.getOutputCount()); i++) {
                tensors.put(node.getOutput(i), results.get(i));
            }
        }
    }

    private static List<Tensor> results(NodeProto node, Call call) throws ImportException {
        ImportOperator operator = ImportOperator.of(node.getOpType()).orElseThrow();
        try {
            return operator.add(call);
        } catch (IllegalArgumentException | IllegalStateException | ArithmeticException | IndexOutOfBoundsException e) {
            // ND4J's own checks: the file asks for something that does not fit.
            throw new ImportException(Call.place(node) + ": its inputs and attributes do not fit", e);
        }
    }

    private void fold(NodeProto node) throws ImportException {
        Layers scratch = new Layers(Layers.newGraph(), new Parameters(0, type()), Layout.NCHW);
        GraphFiller filler = new GraphFiller(file, scratch);
        filler.constants.putAll(constants);
        List<Tensor> results = results(node, new Call(node, file.opset(), scratch, filler));
        for (int i = 0; i < Math.min(results.size(), node.getOutputCount()); i++) {
            constants.put(node.getOutput(i), results.get(i).variable().eval());
        }
    }

    private DataType type() {
        return layers.parameters().type();
    }

    @Override
    public Tensor tensor(String name) throws ImportException {
        Tensor known = tensors.get(name);
        if (known != null) {
            return known;
        }
        INDArray constant = constant(name);
        if (constant == null) {
            throw new ImportException(
                    "tensor " + name + ": its values depend on the size of the batch (expected: on the image)");
        }
        Tensor tensor = new Tensor(layers.sd().constant(constant.dup('c')), constant.shape(), false);
        tensors.put(name, tensor);
        return tensor;
    }

    @Override
    public @Nullable INDArray constant(String name) throws ImportException {
        INDArray known = constants.get(name);
        if (known != null) {
            return known;
        }
        INDArray constant = read(name);
        if (constant != null) {
            constants.put(name, constant);
        }
        return constant;
    }

    private @Nullable INDArray read(String name) throws ImportException {
        TensorProto initializer = file.initializer(name);
        if (initializer != null) {
            return Constants.of(initializer, type());
        }
        NodeProto producer = file.producer(name);
        if (producer != null && producer.getOpType().equals("Constant")) {
            return Constants.of(new Attributes(producer), type());
        }
        double[] numbers = tensors.containsKey(name) ? null : file.numbers(name);
        return numbers == null ? null : Constants.of(numbers, file.dims(name), type());
    }

    @Override
    public double @Nullable [] numbers(String name) {
        return file.numbers(name);
    }

    @Override
    public long[] dims(String name) throws ImportException {
        return file.dims(name);
    }

    ImportedTensors results(Collection<String> wanted) throws ImportException {
        Map<String, ImportedTensors.Result> results = new LinkedHashMap<>();
        for (String name : wanted) {
            Tensor tensor = tensor(name);
            SDVariable plain =
                    tensor.channelsLast() ? layers.sd().permute(tensor.variable(), 0, 3, 1, 2) : tensor.variable();
            SDVariable inside = tensor.channelsLast() || tensor.rank() != 4 ? tensor.variable() : layers.enter(plain);
            results.put(name, new ImportedTensors.Result(plain, inside, tensor.dims()));
        }
        return new ImportedTensors(results);
    }
}
