package org.robustdx.trainer.importer;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.onnx.NodeProto;
import org.robustdx.trainer.nn.Layers;
import org.robustdx.trainer.nn.Layout;
import org.robustdx.trainer.nn.Parameters;

/** One operator of the file while it is added to a graph: its inputs, attributes and sizes. */
final class Call {
    private final NodeProto node;
    private final long opset;
    private final Layers layers;
    private final Values values;
    private final Attributes attributes;

    /** What is known of the tensors of the file while it is added to a graph. */
    interface Values {
        /** Returns a tensor as a variable; a constant becomes one. */
        Tensor tensor(String name) throws ImportException;

        /** Returns a constant, or null if the tensor depends on the image. */
        @Nullable
        INDArray constant(String name) throws ImportException;

        /** Returns the numbers of a small tensor that does not depend on the pixels, or null. */
        double @Nullable [] numbers(String name);

        /** Returns the sizes of a tensor, -1 where they depend on the batch. */
        long[] dims(String name) throws ImportException;
    }

    Call(NodeProto node, long opset, Layers layers, Values values) {
        this.node = node;
        this.opset = opset;
        this.layers = layers;
        this.values = values;
        this.attributes = new Attributes(node);
    }

    Attributes attributes() {
        return attributes;
    }

    /** Returns the version of ONNX's operators that the file uses. */
    long opset() {
        return opset;
    }

    SameDiff sd() {
        return layers.sd();
    }

    /** Returns the floating-point type of the graph. */
    DataType type() {
        return layers.parameters().type();
    }

    boolean channelsLast() {
        return layers.layout() == Layout.NHWC;
    }

    /** Returns the layout's name, as ND4J wants it. */
    String layout() {
        return layers.layout().name();
    }

    int inputs() {
        return node.getInputCount();
    }

    int outputs() {
        return node.getOutputCount();
    }

    boolean given(int input) {
        return input < node.getInputCount() && !node.getInput(input).isEmpty();
    }

    String name(int input) {
        return node.getInput(input);
    }

    /** Returns an input. */
    Tensor in(int input) throws ImportException {
        if (!given(input)) {
            throw failure("input " + input + " is missing");
        }
        return values.tensor(node.getInput(input));
    }

    /** Returns an input in ONNX's order of axes. */
    Tensor plain(int input) throws ImportException {
        return plain(in(input));
    }

    /** Returns an input of images in the layout inside. */
    Tensor images(int input) throws ImportException {
        Tensor x = in(input);
        if (x.rank() != 4) {
            throw failure("an input of " + x.rank() + " dimensions (expected: 4, images)");
        }
        return images(x);
    }

    /** Returns a tensor in ONNX's order of axes. */
    Tensor plain(Tensor x) {
        return x.channelsLast() ? new Tensor(sd().permute(x.variable(), 0, 3, 1, 2), x.dims(), false) : x;
    }

    /** Returns a tensor of four dimensions in the layout inside. */
    Tensor images(Tensor x) {
        return channelsLast() && !x.channelsLast()
                ? new Tensor(sd().permute(x.variable(), 0, 2, 3, 1), x.dims(), true)
                : x;
    }

    /** Returns a constant input, or null if it depends on the image. */
    @Nullable
    INDArray constantOrNull(int input) throws ImportException {
        return values.constant(node.getInput(input));
    }

    /** Returns an input that has to be constant. */
    INDArray constant(int input) throws ImportException {
        INDArray constant = given(input) ? constantOrNull(input) : null;
        if (constant == null) {
            throw failure("input " + input + " depends on the image (expected: a constant)");
        }
        return constant;
    }

    /** Returns the numbers of a small input that does not depend on the pixels, or null if it is left out. */
    double @Nullable [] numbers(int input) throws ImportException {
        if (!given(input)) {
            return null;
        }
        double[] numbers = values.numbers(node.getInput(input));
        if (numbers == null) {
            throw failure("input " + input + " depends on the image (expected: numbers known beforehand)");
        }
        return numbers;
    }

    /** Returns integers that older operator sets give as an attribute and newer ones as an input, or null. */
    long @Nullable [] list(String attribute, int input) throws ImportException {
        if (attributes.has(attribute)) {
            return attributes.list(attribute);
        }
        double[] numbers = numbers(input);
        return numbers == null
                ? null
                : Arrays.stream(numbers).mapToLong(n -> (long) n).toArray();
    }

    /** Returns the sizes of an output, -1 where they depend on the batch. */
    long[] dims(int output) throws ImportException {
        return values.dims(node.getOutput(output));
    }

    /** Returns an axis counted from 0. */
    int axis(long axis, int rank) throws ImportException {
        long at = axis < 0 ? axis + rank : axis;
        if (at < 0 || at >= rank) {
            throw failure("axis " + axis + " of " + rank + " dimensions");
        }
        return (int) at;
    }

    /**
     * Returns a weight as a variable over an array of the model's parameters. The array is made at the first call.
     *
     * @param input the file's tensor
     * @param form how {@code change} changed it; part of the name
     */
    SDVariable weight(int input, String form, UnaryOperator<INDArray> change) throws ImportException {
        String name = ImportedGraph.variableName(name(input)) + form;
        Parameters parameters = layers.parameters();
        if (!parameters.arrays().containsKey(name)) {
            parameters.restore(Map.of(name, change.apply(constant(input)).dup('c')));
        }
        return sd().hasVariable(name)
                ? sd().getVariable(name)
                : sd().var(name, Objects.requireNonNull(parameters.arrays().get(name)));
    }

    SDVariable constant(INDArray array) {
        return sd().constant(array.castTo(type()).dup('c'));
    }

    ImportException failure(String what) {
        return new ImportException(place(node) + ": " + what);
    }

    /** Returns the operator and where it is in the file. */
    static String place(NodeProto node) {
        String output = node.getOutputCount() == 0 ? "" : " (output " + node.getOutput(0) + ")";
        String name = node.getName().isEmpty() ? "" : " at " + node.getName();
        return "operator " + node.getOpType() + name + output;
    }
}
