package org.robustdx.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.enums.WeightsFormat;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.trainer.TinyModels;
import org.robustdx.trainer.model.DenoisingCnn;
import org.robustdx.trainer.model.ModelSpec;
import org.robustdx.trainer.model.Normalisation;
import org.robustdx.trainer.model.ServedGraph;
import org.robustdx.trainer.model.backbone.Backbones;
import org.robustdx.trainer.nn.Layers;
import org.robustdx.trainer.nn.Layout;
import org.robustdx.trainer.nn.Parameters;
import org.robustdx.trainer.nn.StopGradient;

class TranslationTest {
    private static final Set<Translation> IMAGES = Set.of(
            Translation.AVERAGE_POOL,
            Translation.CONV2D,
            Translation.DEPTH_TO_SPACE,
            Translation.DEPTHWISE_CONV2D,
            Translation.MAX_POOL,
            Translation.STRIDED_SLICE);

    private final SameDiff sd = Layers.newGraph();
    private final Layers layers = new Layers(sd, new Parameters(1), Layout.NCHW);

    /** Each entry of the table in ONNX Runtime against SameDiff, on random input. A new entry needs a case here to compile. */
    @ParameterizedTest
    @EnumSource(Translation.class)
    void operationDoesTheSameInOnnxRuntime(Translation translation) throws Exception {
        boolean images = IMAGES.contains(translation);
        long[] shape = images ? new long[] {2, 3, 5, 6} : new long[] {2, 3, 4};
        if (translation == Translation.MATMUL) {
            shape = new long[] {2, 3};
        }
        // Log and square root take positive numbers, and a reciprocal explodes near 0.
        boolean positive = Set.of(Translation.LOG, Translation.POW, Translation.SQRT, Translation.RECIPROCAL)
                .contains(translation);
        INDArray input = random(positive ? 0.1 : -2, 2, shape);
        long[] open = shape.clone();
        open[0] = -1;
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, open);
        SDVariable y = add(translation, x);

        OnnxGraphBuilder graph = new OnnxGraphBuilder("test");
        graph.input("x", DataType.FLOAT, open);
        Set<Translation> used = java.util.EnumSet.noneOf(Translation.class);
        for (SameDiffOp operation : sd.getOps().values()) {
            used.add(Translation.of(operation.getOp().opName()).orElseThrow());
            Translation.write(operation.getOp(), graph);
        }
        byte[] model = OnnxTrace.of(graph.build("test", "1", Map.of()).toByteArray());
        float[] expected = flat(sd.outputSingle(Map.of("x", input), y.name()));

        assertThat(used).contains(translation);
        assertThat(OnnxRun.floats(model, y.name(), input)).containsExactly(expected, within(1e-5f));
    }

    private SDVariable add(Translation translation, SDVariable x) {
        return switch (translation) {
            case ABS -> sd.math().abs(x);
            case ADD -> x.add(sd.constant(random(-1, 1, 1, 1, 4)));
            case ADD_SCALAR -> x.add(0.3);
            case AVERAGE_POOL -> layers.averagePool(x, 3, 1);
            case CAST -> x.castTo(DataType.INT32).castTo(DataType.FLOAT);
            case CONCAT -> sd.concat(1, x, x.mul(2));
            case CONV2D -> layers.conv("c", x, 3, 4, 3, 2);
            case DEPTH_TO_SPACE -> layers.upconv("u", x, 3, 4, 3);
            case DEPTHWISE_CONV2D -> depthwise(x);
            case ERF -> sd.math().erf(x);
            case EXP -> sd.math().exp(x);
            case FLOOR -> sd.math().floor(x.mul(3));
            case POW -> sd.math().pow(x, 1.3);
            case STOP_GRADIENT -> StopGradient.of(x);
            case STRIDED_SLICE ->
                sd.stridedSlice(
                        x, new long[] {0, 1, 0, 0}, new long[] {1, 3, 1, 5}, new long[] {1, 1, 1, 2}, 5, 5, 0, 0, 0);
            case DIV_SCALAR -> x.div(255);
            case LOG -> sd.math().log(x);
            case MATMUL -> x.mmul(sd.constant(random(-1, 1, 3, 5)));
            case MAX_POOL -> layers.maxPool(x, 3, 2);
            case MUL -> x.mul(sd.constant(random(-1, 1, 1, 3, 4)));
            case MUL_SCALAR -> x.mul(-1.7);
            case PERMUTE -> sd.permute(x, 0, 2, 1);
            case RECIPROCAL -> sd.math().reciprocal(x);
            case REDUCE_MEAN -> x.mean(true, 2).add(x.mean(true, 1, 2));
            case REDUCE_SUM -> x.sum(true, 1).mul(x.sum(true, 2));
            case RELU -> sd.nn().relu(x, 0);
            case RESHAPE -> sd.reshape(x, -1, 12);
            case SIGMOID -> sd.nn().sigmoid(x);
            case SOFTMAX -> sd.nn().softmax(x);
            case SQRT -> sd.math().sqrt(x);
            case SQUARE -> sd.math().square(x);
            case SUB -> x.sub(sd.constant(random(-1, 1, 1, 3, 4)));
        };
    }

    private SDVariable depthwise(SDVariable x) {
        Conv2DConfig config = Conv2DConfig.builder()
                .kH(3)
                .kW(3)
                .sH(2)
                .sW(1)
                .pH(1)
                .pW(1)
                .paddingMode(PaddingMode.VALID)
                .dataFormat("NCHW")
                .weightsFormat(WeightsFormat.YXIO)
                .build();
        return sd.cnn()
                .depthWiseConv2d(x, sd.constant("w", random(-1, 1, 3, 3, 3, 2)), sd.constant(random(-1, 1, 6)), config);
    }

    @Test
    void tableHasExactlyTheOperationsOfServedAndImportedGraphs() {
        Set<String> needed = Arrays.stream(Backbones.values())
                .map(backbone -> new ModelSpec(backbone, 4, 1, TinyModels.SIDE, 3, 3, Normalisation.IMAGE))
                .map(spec -> new ServedGraph(new DenoisingCnn(spec, new Parameters(1)), TinyModels.detectors()))
                .flatMap(served -> served.sameDiff().getOps().values().stream())
                .map(operation -> operation.getOp().opName())
                .collect(Collectors.toCollection(HashSet::new));
        // Besides, what imported networks and fronts are made of.
        needed.addAll(Set.of("depthwise_conv2d", "erf", "exp", "floor", "pow", "stop_gradient", "strided_slice"));

        assertThat(Arrays.stream(Translation.values()).map(Translation::operation))
                .containsExactlyInAnyOrderElementsOf(needed);
    }

    @Test
    void shouldNameAnOperationThatTheTableLacksAndItsPlace() {
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, 3);
        SDVariable y = sd.math().tanh("wanted", x);
        DifferentialFunction operation = sd.getVariableOutputOp(y.name());

        assertThatThrownBy(() -> Translation.write(operation, new OnnxGraphBuilder("test")))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageStartingWith(
                        "operation tanh at tanh (output wanted) has no ONNX translation (expected: one of ")
                .hasMessageContaining("conv2d");
    }

    @Test
    void shouldRefuseAReluWithACutoff() {
        SDVariable y = sd.nn().relu(sd.placeHolder("x", DataType.FLOAT, -1, 3), 0.5);
        DifferentialFunction operation = sd.getVariableOutputOp(y.name());

        assertThatThrownBy(() -> Translation.write(operation, new OnnxGraphBuilder("test")))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("cutoff 0.5");
    }

    private static INDArray random(double low, double high, long... shape) {
        int length = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        double[] values =
                new Random(6).doubles(length).map(v -> low + (high - low) * v).toArray();
        return Nd4j.createFromArray(values).castTo(DataType.FLOAT).reshape(shape);
    }

    private static float[] flat(INDArray array) {
        return array.dup('c').reshape(array.length()).toFloatVector();
    }
}
