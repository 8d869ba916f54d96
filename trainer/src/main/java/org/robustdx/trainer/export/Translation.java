package org.robustdx.trainer.export;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.BaseReduceOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.ScalarOp;
import org.nd4j.linalg.api.ops.impl.layers.convolution.Conv2D;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.factory.Nd4j;

/** The operator table: translates each SameDiff operation to ONNX. */
enum Translation {
    ABS("abs", same(OnnxOperator.ABS)),
    ADD("add", same(OnnxOperator.ADD)),
    ADD_SCALAR("add_scalar", scalar(OnnxOperator.ADD)),
    AVERAGE_POOL("avgpool2d", Translation::averagePool),
    CAST("cast", Translation::cast),
    CONCAT("concat", Translation::concat),
    CONV2D("conv2d", Translation::conv),
    DEPTH_TO_SPACE("depth_to_space", Translation::depthToSpace),
    DEPTHWISE_CONV2D("depthwise_conv2d", Translation::depthwise),
    DIV_SCALAR("div_scalar", scalar(OnnxOperator.DIV)),
    ERF("erf", same(OnnxOperator.ERF)),
    EXP("exp", same(OnnxOperator.EXP)),
    FLOOR("floor", same(OnnxOperator.FLOOR)),
    LOG("log", same(OnnxOperator.LOG)),
    MATMUL("matmul", same(OnnxOperator.MAT_MUL)),
    MAX_POOL("maxpool2d", Translation::maxPool),
    MUL("multiply", same(OnnxOperator.MUL)),
    MUL_SCALAR("mul_scalar", scalar(OnnxOperator.MUL)),
    PERMUTE("permute", Translation::transpose),
    POW("pow", scalar(OnnxOperator.POW)),
    RECIPROCAL("Reciprocal", same(OnnxOperator.RECIPROCAL)),
    REDUCE_MEAN("reduce_mean", Translation::mean),
    REDUCE_SUM("reduce_sum", Translation::sum),
    RELU("relu", Translation::relu),
    RESHAPE("reshape", Translation::reshape),
    SIGMOID("sigmoid", same(OnnxOperator.SIGMOID)),
    SOFTMAX("softmax", lastAxis(OnnxOperator.SOFTMAX)),
    SQRT("sqrt", same(OnnxOperator.SQRT)),
    STOP_GRADIENT("stop_gradient", same(OnnxOperator.IDENTITY)),
    STRIDED_SLICE("strided_slice", Translation::slice),
    SQUARE("square", Translation::square),
    SUB("subtract", same(OnnxOperator.SUB));

    private static final Map<String, Translation> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toMap(t -> t.operation, Function.identity()));

    private final String operation;
    private final Writer writer;

    Translation(String operation, Writer writer) {
        this.operation = operation;
        this.writer = writer;
    }

    /** Returns the name of the operation in SameDiff. */
    String operation() {
        return operation;
    }

    /** Returns the entry for a SameDiff operation, if there is one. */
    static Optional<Translation> of(String operation) {
        return Optional.ofNullable(BY_NAME.get(operation));
    }

    /** Writes one operation as ONNX nodes. */
    private interface Writer {
        void write(DifferentialFunction operation, OnnxGraphBuilder graph, List<String> inputs, String output);
    }

    /**
     * Writes an operation into a graph.
     *
     * @throws UnsupportedOperationException if the table lacks the operation; the message states its name and position
     */
    static void write(DifferentialFunction operation, OnnxGraphBuilder graph) {
        Translation translation = BY_NAME.get(operation.opName());
        String output = operation.outputVariablesNames()[0];
        if (translation == null) {
            throw new UnsupportedOperationException("operation " + operation.opName() + " at " + operation.getOwnName()
                    + " (output " + output + ") has no ONNX translation (expected: one of "
                    + Arrays.stream(values()).map(t -> t.operation).collect(Collectors.joining(", ")) + ")");
        }
        SDVariable[] arguments = operation.args();
        List<String> inputs = IntStream.range(0, arguments.length)
                .mapToObj(i -> isKernel(translation, i) ? arguments[i].name() : constantOrName(arguments[i], graph))
                .toList();
        translation.writer.write(operation, graph, inputs, output);
    }

    private static String constantOrName(SDVariable variable, OnnxGraphBuilder graph) {
        return switch (variable.getVariableType()) {
            case VARIABLE, CONSTANT -> graph.constant(variable.name(), variable.getArr());
            default -> variable.name();
        };
    }

    /** True for kernels of convolutions. Their operation writes them, because it changes their layout. */
    private static boolean isKernel(Translation translation, int input) {
        return input == 1 && (translation == CONV2D || translation == DEPTHWISE_CONV2D);
    }

    private static Writer same(OnnxOperator operator) {
        return (operation, graph, inputs, output) -> graph.node(operator, inputs, output, Map.of());
    }

    private static Writer scalar(OnnxOperator operator) {
        return (operation, graph, inputs, output) -> {
            INDArray value = ((ScalarOp) operation).scalar();
            String name = graph.constant(output + ".scalar", Nd4j.scalar(value.getFloat(0)));
            graph.node(operator, List.of(inputs.get(0), name), output, Map.of());
        };
    }

    private static Writer lastAxis(OnnxOperator operator) {
        return (operation, graph, inputs, output) -> graph.node(operator, inputs, output, Map.of("axis", -1L));
    }

    private static void relu(DifferentialFunction op, OnnxGraphBuilder graph, List<String> inputs, String output) {
        double cutoff = ((ScalarOp) op).scalar().getDouble(0);
        if (cutoff != 0) {
            throw new UnsupportedOperationException(
                    "relu at " + output + ": cutoff " + cutoff + " has no ONNX translation (expected: 0)");
        }
        graph.node(OnnxOperator.RELU, inputs, output, Map.of());
    }

    private static void square(DifferentialFunction op, OnnxGraphBuilder graph, List<String> inputs, String output) {
        graph.node(OnnxOperator.MUL, List.of(inputs.get(0), inputs.get(0)), output, Map.of());
    }

    private static void cast(DifferentialFunction op, OnnxGraphBuilder graph, List<String> inputs, String output) {
        long type = OnnxGraphBuilder.onnxType(op.outputVariable().dataType());
        graph.node(OnnxOperator.CAST, inputs, output, Map.of("to", type));
    }

    /** ND4J's first integer argument is the element order, as a negative number below -1. The others are the shape. */
    private static void reshape(DifferentialFunction op, OnnxGraphBuilder graph, List<String> inputs, String output) {
        long[] arguments = ((DynamicCustomOp) op).iArgs();
        long[] shape = arguments[0] < -1 ? Arrays.copyOfRange(arguments, 1, arguments.length) : arguments;
        String name = graph.constant(output + ".shape", Nd4j.createFromArray(shape));
        graph.node(OnnxOperator.RESHAPE, List.of(inputs.get(0), name), output, Map.of());
    }

    private static void concat(DifferentialFunction op, OnnxGraphBuilder graph, List<String> inputs, String output) {
        graph.node(OnnxOperator.CONCAT, inputs, output, Map.of("axis", ((DynamicCustomOp) op).iArgs()[0]));
    }

    private static void transpose(DifferentialFunction op, OnnxGraphBuilder graph, List<String> inputs, String output) {
        graph.node(
                OnnxOperator.TRANSPOSE, inputs.subList(0, 1), output, Map.of("perm", ((DynamicCustomOp) op).iArgs()));
    }

    private static void mean(DifferentialFunction op, OnnxGraphBuilder graph, List<String> inputs, String output) {
        graph.node(
                OnnxOperator.REDUCE_MEAN,
                inputs.subList(0, 1),
                output,
                Map.of("axes", axes(op), "keepdims", keepDims(op)));
    }

    private static void sum(DifferentialFunction op, OnnxGraphBuilder graph, List<String> inputs, String output) {
        // Since opset 13, the axes of ReduceSum are an input. Those of ReduceMean are still an attribute in opset 17.
        String axes = graph.constant(output + ".axes", Nd4j.createFromArray(axes(op)));
        graph.node(OnnxOperator.REDUCE_SUM, List.of(inputs.get(0), axes), output, Map.of("keepdims", keepDims(op)));
    }

    private static long[] axes(DifferentialFunction op) {
        return ((BaseReduceOp) op).dimensions().toLongVector();
    }

    private static long keepDims(DifferentialFunction op) {
        return ((BaseReduceOp) op).isKeepDims() ? 1L : 0L;
    }

    private static void conv(DifferentialFunction op, OnnxGraphBuilder graph, List<String> inputs, String output) {
        SDVariable weights = op.arg(1);
        if (weights.getArr() == null) {
            throw new UnsupportedOperationException(
                    "conv2d at " + output + ": weights are computed (expected: a parameter)");
        }
        // [kH,kW,in,out] -> [out,in,kH,kW]
        graph.constant(weights.name(), weights.getArr().permute(3, 2, 0, 1));
        Conv2DConfig c = ((Conv2D) op).getConfig();
        Map<String, Object> geometry = geometry(c.getKH(), c.getKW(), c.getSH(), c.getSW(), c.getPH(), c.getPW());
        graph.node(OnnxOperator.CONV, inputs, output, geometry);
    }

    private static void depthwise(DifferentialFunction op, OnnxGraphBuilder graph, List<String> inputs, String output) {
        INDArray weights = op.arg(1).getArr();
        if (weights == null) {
            throw new UnsupportedOperationException(
                    "depthwise_conv2d at " + output + ": weights are computed (expected: a parameter)");
        }
        // [kH,kW,in,m] -> [in*m,1,kH,kW]
        long channels = weights.size(2);
        INDArray kernel = weights.permute(2, 3, 0, 1)
                .dup('c')
                .reshape(channels * weights.size(3), 1, weights.size(0), weights.size(1));
        graph.constant(op.arg(1).name(), kernel);
        Map<String, Object> attributes = new HashMap<>(windows(op));
        attributes.put("group", channels);
        graph.node(OnnxOperator.CONV, inputs, output, attributes);
    }

    /** The integer arguments of ND4J are five masks, then begin, end and step of each axis. An axis whose begin is masked is taken whole. */
    private static void slice(DifferentialFunction op, OnnxGraphBuilder graph, List<String> inputs, String output) {
        long[] a = ((DynamicCustomOp) op).iArgs();
        int rank = (a.length - 5) / 3;
        long[] axes = LongStream.range(0, rank)
                .filter(axis -> ((a[0] >> axis) & 1) == 0)
                .toArray();
        List<String> places = new ArrayList<>(inputs.subList(0, 1));
        for (int part = 0; part < 3; part++) {
            int from = 5 + part * rank;
            long[] values =
                    Arrays.stream(axes).map(axis -> a[from + (int) axis]).toArray();
            String name = output + List.of(".starts", ".ends", ".steps").get(part);
            places.add(graph.constant(name, Nd4j.createFromArray(values)));
            if (part == 1) {
                places.add(graph.constant(output + ".axes", Nd4j.createFromArray(axes)));
            }
        }
        graph.node(OnnxOperator.SLICE, places, output, Map.of());
    }

    private static void maxPool(DifferentialFunction op, OnnxGraphBuilder graph, List<String> inputs, String output) {
        graph.node(OnnxOperator.MAX_POOL, inputs, output, windows(op));
    }

    /** Both exclude padding from the mean: {@code Layers} sets it, and it is ONNX's default. */
    private static void averagePool(
            DifferentialFunction op, OnnxGraphBuilder graph, List<String> inputs, String output) {
        graph.node(OnnxOperator.AVERAGE_POOL, inputs, output, windows(op));
    }

    private static Map<String, Object> windows(DifferentialFunction op) {
        // kH, kW, sH, sW, pH, pW, ...
        long[] a = ((DynamicCustomOp) op).iArgs();
        return geometry(a[0], a[1], a[2], a[3], a[4], a[5]);
    }

    private static Map<String, Object> geometry(long kH, long kW, long sH, long sW, long pH, long pW) {
        return Map.of(
                "kernel_shape", new long[] {kH, kW}, "strides", new long[] {sH, sW}, "pads", new long[] {pH, pW, pH, pW
                });
    }

    private static void depthToSpace(
            DifferentialFunction op, OnnxGraphBuilder graph, List<String> inputs, String output) {
        // ONNX's default mode, depth-column-row, corresponds to ND4J's order.
        graph.node(OnnxOperator.DEPTH_TO_SPACE, inputs, output, Map.of("blocksize", ((DynamicCustomOp) op).iArgs()[0]));
    }
}
