package org.robustdx.trainer.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.robustdx.trainer.nn.Layers;
import org.robustdx.trainer.nn.Layout;
import org.robustdx.trainer.nn.Parameters;
import org.robustdx.trainer.nn.Results;
import org.robustdx.trainer.plan.GraphRunner;

/**
 * Well-known networks, which {@code src/test/python/export_networks.py} writes. The folder is given with {@code -Drobustdx.networks=DIR}; without it
 * the tests are skipped.
 */
class ImportedNetworksTest {
    private static final String PROPERTY = "robustdx.networks";

    static Stream<Path> files() throws IOException {
        String folder = System.getProperty(PROPERTY, "");
        if (folder.isEmpty()) {
            return Stream.of(Path.of(""));
        }
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            return files.filter(file -> file.toString().endsWith(".onnx")).sorted().toList().stream();
        }
    }

    private static byte[] content(Path file) throws IOException {
        Assumptions.assumeFalse(file.toString().isEmpty(), "no networks: -D" + PROPERTY + " names no folder");
        return Files.readAllBytes(file);
    }

    @ParameterizedTest
    @MethodSource("files")
    void logitsAreThoseOfOnnxRuntimeWithin1e4(Path path) throws Exception {
        byte[] file = content(path);
        ImportedGraph graph = ImportedGraph.read(file);
        INDArray x = images(graph, 2, DataType.FLOAT);
        float[] expected;
        try (ForeignSession session = ForeignSession.open(file, Duration.ofMinutes(5))) {
            expected = session.run(
                    graph.inputs().get(0).name(),
                    x.data().asFloat(),
                    x.shape(),
                    graph.outputs().get(0));
        }
        for (Layout layout : Layout.values()) {
            Imported imported = new Imported(graph, x, new Parameters(0), layout);
            try (GraphRunner runner = GraphRunner.ofOutputs(imported.sd, List.of(imported.y))) {
                INDArray y = Results.get(runner.run(Map.of("x", x)).outputs(), imported.y);
                float[] found = y.dup('c').data().asFloat();
                double largest = report(path, layout, expected, found);
                // Random weights may give logits of hundreds, of which 32 bits leave fewer digits behind the point.
                assertThat(found).containsExactly(expected, within((float) (1e-4 * Math.max(1, largest))));
            }
        }
    }

    /** Shows the largest difference, and returns the largest output. */
    private static double report(Path path, Layout layout, float[] expected, float[] found) {
        double largest = 0;
        double range = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i] - found[i]));
            range = Math.max(range, Math.abs(expected[i]));
        }
        System.err.printf(
                "%s %s: largest difference %.1e, largest output %.2f%n", path.getFileName(), layout, largest, range);
        return range;
    }

    /** In a random direction, in 64 bits; then the gradient in 32 bits, by the kernels that attacks use, against that in 64 bits. */
    @ParameterizedTest
    @MethodSource("files")
    void inputGradientIsThatOfFiniteDifferences(Path path) throws Exception {
        ImportedGraph graph = ImportedGraph.read(content(path));
        INDArray x = images(graph, 1, DataType.DOUBLE);
        INDArray direction = Nd4j.createFromArray(
                        new Random(3).doubles(x.length(), -1, 1).toArray())
                .reshape(x.shape());
        Imported exact = new Imported(graph, x, new Parameters(0, DataType.DOUBLE), Layout.NCHW);
        INDArray gradient = exact.gradient(x);
        // So small that hardly any rectifier passes its kink; 64 bits leave six digits.
        double step = 1e-9;

        double above = exact.loss(x.add(direction.mul(step)));
        double below = exact.loss(x.sub(direction.mul(step)));
        double slope = (above - below) / (2 * step);
        double claimed = gradient.mul(direction).sumNumber().doubleValue();
        System.err.printf("%s: slope %.6e, by the gradient %.6e%n", path.getFileName(), slope, claimed);
        assertThat(Math.abs(slope)).as("a network that the image matters to").isGreaterThan(1e-5);
        assertThat(claimed).isCloseTo(slope, within(1e-3 * Math.abs(slope)));

        Imported fast = new Imported(graph, x, new Parameters(0), Layout.NHWC);
        INDArray single = fast.gradient(x.castTo(DataType.FLOAT)).castTo(DataType.DOUBLE);
        assertThat(Transforms.cosineSim(single.reshape(x.length()), gradient.reshape(x.length())))
                .as("direction of the gradient in 32 bits")
                .isGreaterThan(0.999);
    }

    private static INDArray images(ImportedGraph graph, int n, DataType type) {
        long[] dims = graph.inputs().get(0).dims().clone();
        dims[0] = n;
        long length = java.util.Arrays.stream(dims).reduce(1, (a, b) -> a * b);
        return Nd4j.createFromArray(new Random(1).doubles(length, -2, 2).toArray())
                .castTo(type)
                .reshape(dims);
    }

    private static final class Imported {
        private final SameDiff sd = Layers.newGraph();
        private final String y;
        private final GraphRunner gradients;

        Imported(ImportedGraph graph, INDArray like, Parameters parameters, Layout layout) throws ImportException {
            long[] dims = like.shape().clone();
            dims[0] = -1;
            SDVariable x = sd.placeHolder("x", parameters.type(), dims);
            SDVariable out = graph.addTo(
                            new Layers(sd, parameters, layout),
                            Map.of(graph.inputs().get(0).name(), x),
                            List.of(graph.outputs().get(0)))
                    .get(graph.outputs().get(0))
                    .plain();
            y = out.name();
            // All outputs, each with another weight.
            double[] weights = new Random(8).doubles(10, -1, 1).toArray();
            INDArray row =
                    Nd4j.createFromArray(weights).castTo(parameters.type()).reshape(1, 10);
            sd.setLossVariables(out.mul(sd.constant(row)).sum().rename("loss").name());
            sd.createGradFunction("x");
            gradients = GraphRunner.ofGradients(sd, List.of("loss"), List.of("x"));
        }

        INDArray gradient(INDArray x) {
            return Results.get(gradients.run(Map.of("x", x)).gradients(), "x").dup('c');
        }

        double loss(INDArray x) {
            return Results.get(gradients.run(Map.of("x", x)).outputs(), "loss").getDouble(0);
        }
    }
}
