package org.robustdx.trainer.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.trainer.importer.ImportException;
import org.robustdx.trainer.importer.ImportedGraph;
import org.robustdx.trainer.nn.Layers;
import org.robustdx.trainer.nn.Layout;
import org.robustdx.trainer.nn.Parameters;
import org.robustdx.trainer.nn.Results;
import org.robustdx.trainer.plan.GraphRunner;

/**
 * Measures the gradient of a file's classifier by its input, as attacks compute it. Blocks of this trainer and of PyTorch alternate. Both compute the
 * gradient of the same function at the same point, and its length is compared.
 */
public final class GradientBench {
    private static final int WARM_UP = 2;
    private static final double NANOS = 1e6;

    /** Gradients whose lengths differ by more than this share are not those of the same network. */
    private static final double TOLERANCE = 1e-2;

    private static final int UINT8 = 2;

    private final ImportedGraph graph;
    private final Path file;
    private final Settings settings;
    private final Consumer<String> say;

    /**
     * How much is measured.
     *
     * @param batch images per gradient, 1 to 4,096
     * @param steps gradients per block, 1 to 100,000
     * @param blocks blocks, 1 to 1,000
     */
    public record Settings(int batch, int steps, int blocks) {
        public Settings {
            TrainBench.Settings.require("batch", batch, 4096);
            TrainBench.Settings.require("steps", steps, 100_000);
            TrainBench.Settings.require("blocks", blocks, 1000);
        }
    }

    /**
     * Time of one gradient, and memory of the process.
     *
     * @param millis median over all gradients
     * @param fastestBlock median of the fastest block
     * @param slowestBlock median of the slowest block
     * @param megabytes peak resident memory of this process, the JVM included; empty where unknown
     * @param pytorch the same in PyTorch, or null
     */
    public record Timing(
            double millis,
            double fastestBlock,
            double slowestBlock,
            OptionalLong megabytes,
            @Nullable PyTorch pytorch) {
        /** Returns this trainer's time divided by PyTorch's, or null if that was not measured. */
        public @Nullable Double ratio() {
            return pytorch == null ? null : (Double) (millis / pytorch.millis());
        }
    }

    /**
     * The same in PyTorch.
     *
     * @param version of PyTorch
     * @param millis median over all gradients
     * @param megabytes peak resident memory of its process, Python included
     */
    public record PyTorch(String version, double millis, long megabytes) {}

    /** Where a gradient starts and ends in a graph: the only input and output of an ordinary classifier, {@code pixels} and {@code logits} of our files. */
    private record Ends(String input, String output, long[] dims) {
        static Ends of(ImportedGraph graph, int batch) throws ImportException {
            ImportedGraph.Input input = graph.inputs().get(0);
            boolean ours = input.type() == UINT8;
            String from = ours ? "pixels" : input.name();
            long[] dims = (ours ? graph.dims(from) : input.dims()).clone();
            dims[0] = batch;
            return new Ends(from, ours ? "logits" : graph.outputs().get(0), dims);
        }
    }

    /**
     * Creates a benchmark for one file.
     *
     * @param file where {@code graph} was read from
     * @param say receives a line for each block
     */
    public GradientBench(ImportedGraph graph, Path file, Settings settings, Consumer<String> say) {
        this.graph = graph;
        this.file = file;
        this.settings = settings;
        this.say = say;
    }

    /**
     * Measures.
     *
     * @param beside PyTorch, or null to measure only this trainer
     * @throws IOException if the file cannot be imported, or PyTorch does not answer, or its gradient differs; the message is one line
     */
    public Timing run(TrainBench.@Nullable PyTorch beside) throws IOException {
        Ends ends = Ends.of(graph, settings.batch());
        try (GraphRunner runner = runner(ends);
                INDArray x = pixels(ends.dims());
                PyTorchProcess theirs = beside == null ? null : start(ends, beside)) {
            double norm = gradient(runner, x).norm2Number().doubleValue();
            if (theirs != null) {
                double same = theirs.greeting("norm").asDouble();
                if (!(Math.abs(norm - same) <= TOLERANCE * Math.abs(same))) {
                    throw new IOException(
                            "pytorch: a gradient of length " + same + " (expected: " + norm + ", as ours)");
                }
                theirs.steps(WARM_UP);
            }
            for (int i = 0; i < WARM_UP; i++) {
                gradient(runner, x);
            }
            List<Double> all = new ArrayList<>();
            List<Double> pytorch = new ArrayList<>();
            double[] blocks = new double[settings.blocks()];
            for (int block = 0; block < blocks.length; block++) {
                double[] ours = block(runner, x);
                Arrays.stream(ours).forEach(all::add);
                blocks[block] = TrainBench.median(ours);
                String line = "block %d of %d: %.0f ms".formatted(block + 1, blocks.length, blocks[block]);
                if (theirs != null) {
                    double[] millis = theirs.steps(settings.steps());
                    Arrays.stream(millis).forEach(pytorch::add);
                    line += ", PyTorch %.0f ms".formatted(TrainBench.median(millis));
                }
                say.accept(line);
            }
            return new Timing(
                    median(all),
                    Arrays.stream(blocks).min().orElseThrow(),
                    Arrays.stream(blocks).max().orElseThrow(),
                    ResidentMemory.peakMegabytes(),
                    theirs == null
                            ? null
                            : new PyTorch(
                                    theirs.version(),
                                    median(pytorch),
                                    theirs.ask("{\"memory\": true}").asLong()));
        }
    }

    private double[] block(GraphRunner runner, INDArray x) {
        double[] millis = new double[settings.steps()];
        for (int i = 0; i < millis.length; i++) {
            long start = System.nanoTime();
            gradient(runner, x);
            millis[i] = (System.nanoTime() - start) / NANOS;
        }
        return millis;
    }

    private static INDArray gradient(GraphRunner runner, INDArray x) {
        return Results.get(runner.run(Map.of("x", x)).gradients(), "x");
    }

    /** Returns the gradient of the logits' sum with fixed weights. */
    private GraphRunner runner(Ends ends) throws ImportException {
        SameDiff sd = Layers.newGraph();
        long[] dims = ends.dims().clone();
        dims[0] = -1;
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, dims);
        SDVariable logits = graph.addTo(
                        new Layers(sd, new Parameters(0), Layout.NHWC), Map.of(ends.input(), x), List.of(ends.output()))
                .get(ends.output())
                .plain();
        int classes = (int) graph.dims(ends.output())[1];
        float[] weights = new float[classes];
        for (int k = 0; k < classes; k++) {
            weights[k] = (float) Math.cos(k);
        }
        SDVariable row = sd.constant(Nd4j.createFromArray(weights).reshape(1, classes));
        sd.setLossVariables(logits.mul(row).sum().rename("objective").name());
        sd.createGradFunction("x");
        return GraphRunner.ofGradients(sd, List.of("objective"), List.of("x"));
    }

    private PyTorchProcess start(Ends ends, TrainBench.PyTorch beside) throws IOException {
        return new PyTorchProcess(
                beside.python(),
                beside.script(),
                Map.of(
                        "file", file.toAbsolutePath().toString(),
                        "input", ends.input(),
                        "output", ends.output(),
                        "dims", ends.dims(),
                        "threads", beside.threads()));
    }

    /** Returns the same numbers as in Python: between -2 and 2, without a random generator. */
    private static INDArray pixels(long[] dims) {
        float[] values = new float[Math.toIntExact(LongStream.of(dims).reduce(1, Math::multiplyExact))];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (i * 7919L % 10007 / 10007.0 * 4 - 2);
        }
        return Nd4j.createFromArray(values).reshape(dims);
    }

    private static double median(List<Double> values) {
        return TrainBench.median(values.stream().mapToDouble(d -> d).toArray());
    }
}
