package org.robustdx.trainer.importer;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The ONNX operators that can be imported (operator sets 9 to 21), with how many inputs each takes and what builds it. */
enum ImportOperator {
    ADD("Add", 2, 2, Arithmetic::add),
    AVERAGE_POOL("AveragePool", 1, 1, Pools::average),
    BATCH_NORMALIZATION("BatchNormalization", 5, 5, Normalisations::batch),
    CAST("Cast", 1, 1, Shapes::cast),
    CLIP("Clip", 1, 3, Activations::clip),
    CONCAT("Concat", 1, Integer.MAX_VALUE, Shapes::concat),
    CONSTANT("Constant", 0, 0, Shapes::constant),
    CONSTANT_OF_SHAPE("ConstantOfShape", 1, 1, Shapes::constantOfShape),
    CONV("Conv", 2, 3, Convolutions::convolution),
    CONV_TRANSPOSE("ConvTranspose", 2, 3, Convolutions::transposed),
    DEPTH_TO_SPACE("DepthToSpace", 1, 1, Shapes::depthToSpace),
    DIV("Div", 2, 2, Arithmetic::divide),
    DROPOUT("Dropout", 1, 3, Shapes::identity),
    ERF("Erf", 1, 1, Activations::erf),
    EXP("Exp", 1, 1, Activations::exp),
    FLATTEN("Flatten", 1, 1, Shapes::reshaped),
    FLOOR("Floor", 1, 1, Activations::floor),
    GATHER("Gather", 2, 2, Shapes::gather),
    GELU("Gelu", 1, 1, Activations::gelu),
    GEMM("Gemm", 2, 3, Products::gemm),
    GLOBAL_AVERAGE_POOL("GlobalAveragePool", 1, 1, Pools::globalAverage),
    GLOBAL_MAX_POOL("GlobalMaxPool", 1, 1, Pools::globalMax),
    HARD_SIGMOID("HardSigmoid", 1, 1, Activations::hardSigmoid),
    HARD_SWISH("HardSwish", 1, 1, Activations::hardSwish),
    IDENTITY("Identity", 1, 1, Shapes::identity),
    INSTANCE_NORMALIZATION("InstanceNormalization", 3, 3, Normalisations::instance),
    LAYER_NORMALIZATION("LayerNormalization", 2, 3, Normalisations::layer),
    LEAKY_RELU("LeakyRelu", 1, 1, Activations::leakyRelu),
    LOG("Log", 1, 1, Activations::log),
    MAT_MUL("MatMul", 2, 2, Products::matMul),
    MAX_POOL("MaxPool", 1, 1, Pools::max),
    MUL("Mul", 2, 2, Arithmetic::multiply),
    NEG("Neg", 1, 1, Activations::negative),
    PAD("Pad", 1, 4, Shapes::pad),
    POW("Pow", 2, 2, Arithmetic::power),
    RECIPROCAL("Reciprocal", 1, 1, Activations::reciprocal),
    REDUCE_MEAN("ReduceMean", 1, 2, Normalisations::mean),
    RELU("Relu", 1, 1, Activations::relu),
    RESHAPE("Reshape", 1, 2, Shapes::reshaped),
    RESIZE("Resize", 1, 4, Resizing::resize),
    SHAPE("Shape", 1, 1, Shapes::folded),
    SIGMOID("Sigmoid", 1, 1, Activations::sigmoid),
    SLICE("Slice", 1, 5, Shapes::slice),
    SOFTMAX("Softmax", 1, 1, Activations::softmax),
    SPLIT("Split", 1, 2, Shapes::split),
    SQRT("Sqrt", 1, 1, Activations::sqrt),
    SQUEEZE("Squeeze", 1, 2, Shapes::reshaped),
    SUB("Sub", 2, 2, Arithmetic::subtract),
    TANH("Tanh", 1, 1, Activations::tanh),
    TRANSPOSE("Transpose", 1, 1, Shapes::transpose),
    UNSQUEEZE("Unsqueeze", 1, 2, Shapes::reshaped),
    UPSAMPLE("Upsample", 1, 2, Resizing::resize);

    private static final Map<String, ImportOperator> BY_TYPE =
            Arrays.stream(values()).collect(Collectors.toMap(o -> o.type, Function.identity()));

    private final String type;
    private final int minInputs;
    private final int maxInputs;
    private final Reader reader;

    /** Adds an operator to a graph. */
    private interface Reader {
        /** Returns its outputs, at least those that a network at inference uses. */
        List<Tensor> read(Call call) throws ImportException;
    }

    ImportOperator(String type, int minInputs, int maxInputs, Reader reader) {
        this.type = type;
        this.minInputs = minInputs;
        this.maxInputs = maxInputs;
        this.reader = reader;
    }

    /** Returns the operator's name in the ONNX specification. */
    String type() {
        return type;
    }

    /** Returns the entry for an ONNX operator, if there is one. */
    static Optional<ImportOperator> of(String type) {
        return Optional.ofNullable(BY_TYPE.get(type));
    }

    /** Returns the names of all operators, for messages. */
    static String names() {
        return BY_TYPE.keySet().stream().sorted().collect(Collectors.joining(", "));
    }

    /**
     * Adds the operator to a graph and returns its outputs.
     *
     * @throws ImportException if it does not take that many inputs, or its attributes are not supported
     */
    List<Tensor> add(Call call) throws ImportException {
        if (call.inputs() < minInputs || call.inputs() > maxInputs) {
            throw call.failure(call.inputs() + " inputs (expected: " + minInputs + " to " + maxInputs + ")");
        }
        return reader.read(call);
    }
}
