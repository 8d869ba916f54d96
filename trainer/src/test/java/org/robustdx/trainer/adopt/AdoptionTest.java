package org.robustdx.trainer.adopt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.data.Task;
import org.robustdx.trainer.importer.TestGraph;
import org.robustdx.trainer.model.ClassifierGraph;
import org.robustdx.trainer.modelfile.JudgedModel;
import org.robustdx.trainer.modelfile.Verifier;
import org.robustdx.trainer.nn.GradientCheck;
import org.robustdx.trainer.nn.Layers;
import org.robustdx.trainer.nn.Layout;
import org.robustdx.trainer.nn.Parameters;

class AdoptionTest {
    private static final int SIDE = 32;

    @TempDir
    Path dir = Path.of("");

    /** Dark and bright images; what the classifier below tells apart. */
    static Dataset images() {
        Random random = new Random(1);
        int n = 200;
        byte[][] pixels = new byte[n][SIDE * SIDE * 3];
        int[] labels = new int[n];
        String[] groups = new String[n];
        for (int i = 0; i < n; i++) {
            labels[i] = i % 2;
            groups[i] = "g" + i;
            int base = (labels[i] == 0 ? 150 : 20) + random.nextInt(40);
            int slope = random.nextInt(3);
            int grain = 2 + random.nextInt(20);
            for (int j = 0; j < pixels[i].length; j++) {
                int row = j / (3 * SIDE);
                pixels[i][j] = (byte) (base + slope * row / 2 + random.nextInt(grain) + (j % 3) * slope);
            }
        }
        return new Dataset(List.of("bright", "dark"), SIDE, SIDE, 3, pixels, labels, groups, groups.clone());
    }

    /** A classifier by brightness that expects 0 to 255; its columns are dark and bright. */
    private static TestGraph classifier(boolean nhwc, int columns) {
        TestGraph graph = nhwc ? new TestGraph(13, -1, SIDE, SIDE, 3) : new TestGraph(13, -1, 3, SIDE, SIDE);
        String x = "x";
        if (nhwc) {
            graph.node("Transpose", "x", "t", "perm", new long[] {0, 3, 1, 2});
            x = "t";
        }
        float[] kernel = new float[4 * 3 * 4 * 4];
        Arrays.fill(kernel, 1 / 48f);
        float[] weights = new float[4 * columns];
        float[] bias = new float[columns];
        for (int k = 0; k < columns; k++) {
            float sign = k == columns - 1 ? 1 : -1;
            bias[k] = -sign * 12.7f;
            for (int f = 0; f < 4; f++) {
                weights[f * columns + k] = sign * 0.025f;
            }
        }
        return graph.floats("k", kernel, 4, 3, 4, 4)
                .floats("w", weights, 4, columns)
                .floats("b", bias, columns)
                .node("Conv", x + " k", "c", "strides", new long[] {4, 4})
                .node("Relu", "c", "r")
                .node("GlobalAveragePool", "r", "p")
                .node("Flatten", "p", "f")
                .node("Gemm", "f w b", "z");
    }

    static byte[] logits(boolean nhwc) {
        return classifier(nhwc, 2).node("Identity", "z", "y").build();
    }

    static AdoptionChoices choices(@Nullable Preprocessing preprocessing, boolean keep, String... classes) {
        return new AdoptionChoices(Task.PHANTOM, preprocessing, List.of(classes), keep, 0.1, 1, 6);
    }

    private AdoptionResult adopt(byte[] file, AdoptionChoices choices) throws Exception {
        return Adoption.open(file, "theirs.onnx")
                .write(images(), "stretch", choices, dir.resolve("model.onnx"), line -> {});
    }

    /** Scores are left out: the features of these drawings hardly vary, so rounding decides how far an image is from the others. */
    private static void assertSame(Verifier.Differences differences) {
        assertThat(differences.images()).isPositive();
        assertThat(differences.logits()).isLessThanOrEqualTo(Verifier.TOLERANCE);
        assertThat(differences.probabilities()).isLessThanOrEqualTo(Verifier.TOLERANCE);
        assertThat(differences.denoised()).isLessThanOrEqualTo(Verifier.TOLERANCE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void findsPreprocessingAndClassOrderAndGivesTheSameLogits(boolean nhwc) throws Exception {
        AdoptionResult result = adopt(logits(nhwc), choices(null, false));

        assertThat(result.preprocessing()).isEqualTo(Preprocessing.scaled(0, 255, 3));
        assertThat(result.classes()).containsExactly("dark", "bright");
        assertThat(result.largestDifference()).isLessThanOrEqualTo(1e-5);
        assertSame(result.verified());
        assertSame(result.reimported());
        assertThat(result.clean().readings().accuracy()).isEqualTo(1);
        assertThat(result.attacked().keySet()).containsExactly(1.0, 2.0, 4.0);
    }

    @Test
    void theAdoptedFileIsJudgedLikeOneOfOurs() throws Exception {
        adopt(logits(false), choices(null, false));

        try (JudgedModel judged = JudgedModel.open(dir.resolve("model.onnx"))) {
            assertThat(judged.metadata().classes()).containsExactly("dark", "bright");
            assertThat(judged.metadata().calibration().scope()).isPresent();
            assertThat(judged.metadata().predictionSets()).isPresent();
            assertThat(judged.network().architecture()).isEqualTo("theirs");
            ClassifierGraph graph = new ClassifierGraph(judged.network());
            INDArray pixels =
                    Nd4j.rand(DataType.FLOAT, 2, 3, SIDE, SIDE).mul(0.1).add(0.2);
            INDArray weights = Nd4j.createFromArray(new float[][] {{0, 1}, {1, 0}});

            INDArray gradient = graph.logitsGradient(pixels, weights);

            // Each logit is a mean over all samples, times 255 and 4 · 0.025; that of the first column with the other
            // sign.
            double expected = 25.5 / (3 * SIDE * SIDE);
            assertThat(gradient.getDouble(0, 0, 0, 0)).isCloseTo(expected, within(1e-6));
            assertThat(gradient.getDouble(1, 2, 31, 31)).isCloseTo(-expected, within(1e-6));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Softmax", "Sigmoid"})
    void probabilitiesBecomeLogits(String activation) throws Exception {
        int columns = activation.equals("Sigmoid") ? 1 : 2;
        byte[] file = classifier(false, columns).node(activation, "z", "y").build();

        AdoptionResult result = adopt(file, choices(null, false));

        assertThat(result.classes()).containsExactly("dark", "bright");
        assertThat(result.largestDifference()).isLessThanOrEqualTo(1e-5);
        assertSame(result.verified());
        assertSame(result.reimported());
    }

    @Test
    void probabilitiesByOtherOperatorsShowByTheirValues() throws Exception {
        byte[] file = classifier(false, 2)
                .node("Exp", "z", "e")
                .node("ReduceMean", "e", "m", "axes", new long[] {1})
                .node("Div", "e m", "d")
                .floats("h", new float[] {0.5f})
                .node("Mul", "d h", "y")
                .build();

        AdoptionResult result = adopt(file, choices(null, false));

        assertThat(result.format()).endsWith("2 columns, probabilities");
        assertThat(result.largestDifference()).isLessThanOrEqualTo(1e-5);
    }

    @Test
    void contradictsAPreprocessingThatIsClearlyWrong() {
        assertThatThrownBy(() -> adopt(logits(false), choices(Preprocessing.scaled(0, 1, 3), false)))
                .isInstanceOf(InvalidModelException.class)
                .hasMessage("preprocessing: range 0 to 1, 50.0 % balanced accuracy on 140 images (expected: range 0 to"
                        + " 255, 100.0 %; --keep to insist)");
    }

    @Test
    void contradictsAnOrderOfClassesThatIsClearlyWrong() {
        assertThatThrownBy(
                        () -> adopt(logits(false), choices(Preprocessing.scaled(0, 255, 3), false, "bright", "dark")))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageStartingWith("classes: [bright, dark], 0.0 % balanced accuracy on ");
    }

    @Test
    void keepsWhatTheUserInsistsOn() throws Exception {
        AdoptionResult result = adopt(logits(false), choices(Preprocessing.scaled(0, 1, 3), true, "bright", "dark"));

        assertThat(result.preprocessing()).isEqualTo(Preprocessing.scaled(0, 1, 3));
        assertThat(result.classes()).containsExactly("bright", "dark");
    }

    @Test
    void refusesWhatIsNoClassifierOfSquareImages() {
        Map<String, byte[]> files = Map.of(
                "t.onnx: input x: shape [-1, 3, 8, 6] (expected: [N,C,S,S] or [N,S,S,C], square, of a fixed size, C ="
                        + " 1 or 3)",
                new TestGraph(13, -1, 3, 8, 6).node("Relu", "x", "y").build(),
                "t.onnx: output y: shape [-1, 3, 8, 8] (expected: [N,K], a score for each class)",
                new TestGraph(13, -1, 3, 8, 8).node("Relu", "x", "y").build());

        files.forEach((message, file) -> assertThatThrownBy(() -> Adoption.open(file, "t.onnx"))
                .isInstanceOf(InvalidModelException.class)
                .hasMessage(message));
    }

    @Test
    void namesMissingOperatorsBeforeAnyImageIsRead() {
        byte[] file = classifier(false, 2).node("Softsign", "z", "y").build();

        assertThatThrownBy(() -> Adoption.open(file, "theirs.onnx"))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageStartingWith("theirs.onnx: operator Softsign at the Softsign (output y): not supported");
    }

    @Test
    void gradientPassesTheDenoiser() {
        INDArray image = Nd4j.rand(DataType.DOUBLE, 1, 3, 8, 8);
        for (Layout layout : Layout.values()) {
            var sd = Layers.newGraph();
            var layers = new Layers(sd, new Parameters(0, DataType.DOUBLE), layout);
            var denoised = new Reformer(0.2).add(layers, sd.var("x", image.dup()), 3);
            var weights = sd.constant(Nd4j.rand(DataType.DOUBLE, 1, 3, 8, 8));
            sd.setLossVariables(denoised.mul(weights).sum().rename("loss").name());

            new GradientCheck(1e-6, 1e-4).check(sd, List.of("x"), new Random(2));
        }
    }

    @Test
    void denoiserSmoothsNoiseAndKeepsEdges() {
        byte[] pixels = new byte[16 * 16];
        Random random = new Random(3);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) ((i % 16 < 8 ? 60 : 200) + random.nextInt(11) - 5);
        }
        Dataset image = new Dataset(
                List.of("a", "b"), 16, 16, 1, new byte[][] {pixels}, new int[] {0}, new String[] {"g"}, new String[] {
                    "i"
                });

        byte[] smoothed = new Reformer(0.1).applied(image).image(0);

        double before = 0;
        double after = 0;
        for (int row = 3; row < 13; row++) {
            for (int column = 3; column < 13; column++) {
                int at = row * 16 + column;
                int level = column < 8 ? 60 : 200;
                before += Math.pow((pixels[at] & 0xff) - level, 2);
                after += Math.pow((smoothed[at] & 0xff) - level, 2);
            }
        }
        assertThat(after).isLessThan(before / 4);
    }
}
