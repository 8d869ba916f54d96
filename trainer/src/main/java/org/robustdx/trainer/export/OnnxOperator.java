package org.robustdx.trainer.export;

/** The ONNX operators in exported graphs (opset 17), each with the number of inputs that it accepts. */
enum OnnxOperator {
    ABS("Abs", 1, 1),
    ADD("Add", 2, 2),
    AVERAGE_POOL("AveragePool", 1, 1),
    CAST("Cast", 1, 1),
    CONCAT("Concat", 1, Integer.MAX_VALUE),
    CONV("Conv", 2, 3),
    DEPTH_TO_SPACE("DepthToSpace", 1, 1),
    DIV("Div", 2, 2),
    ERF("Erf", 1, 1),
    EXP("Exp", 1, 1),
    FLOOR("Floor", 1, 1),
    IDENTITY("Identity", 1, 1),
    LOG("Log", 1, 1),
    MAT_MUL("MatMul", 2, 2),
    MAX_POOL("MaxPool", 1, 1),
    MUL("Mul", 2, 2),
    POW("Pow", 2, 2),
    RECIPROCAL("Reciprocal", 1, 1),
    REDUCE_MEAN("ReduceMean", 1, 1),
    REDUCE_SUM("ReduceSum", 1, 2),
    RELU("Relu", 1, 1),
    RESHAPE("Reshape", 2, 2),
    SIGMOID("Sigmoid", 1, 1),
    SLICE("Slice", 3, 5),
    SOFTMAX("Softmax", 1, 1),
    SQRT("Sqrt", 1, 1),
    SUB("Sub", 2, 2),
    TRANSPOSE("Transpose", 1, 1);

    private final String type;
    private final int minInputs;
    private final int maxInputs;

    OnnxOperator(String type, int minInputs, int maxInputs) {
        this.type = type;
        this.minInputs = minInputs;
        this.maxInputs = maxInputs;
    }

    /** Returns the operator's name in the ONNX specification. */
    String type() {
        return type;
    }

    /**
     * Checks the number of inputs of the operator.
     *
     * @throws IllegalArgumentException if the operator does not accept it
     */
    void checkArity(int inputs) {
        if (inputs < minInputs || inputs > maxInputs) {
            throw new IllegalArgumentException(
                    type + ": " + inputs + " inputs (expected: " + minInputs + " to " + maxInputs + ")");
        }
    }
}
