package org.robustdx.trainer.adopt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.trainer.importer.ImportException;
import org.robustdx.trainer.importer.ImportedGraph;

/**
 * What a classifier takes and gives.
 *
 * @param input name of its input
 * @param bytes whether the input is uint8, else float32
 * @param channelsLast whether images are NHWC, else NCHW
 * @param side of the images in pixels
 * @param channels of the images: 1 or 3
 * @param fixedBatch the one batch size of the file, or -1 if it is open
 * @param output name of the output
 * @param columns of the output
 * @param kind what the output is
 * @param logits the tensor from which logits follow: the output, or the input of the activation that ends the graph
 * @param features tensor that the last layer reads
 * @param stages tensors of a quarter of the image's sides, an eighth and so on
 */
record ClassifierFormat(
        String input,
        boolean bytes,
        boolean channelsLast,
        int side,
        int channels,
        long fixedBatch,
        String output,
        int columns,
        Kind kind,
        String logits,
        String features,
        List<String> stages) {
    private static final int FLOAT = 1;
    private static final int UINT8 = 2;

    /** Channels of a stage that detectors can look at: with more, fitting takes minutes. */
    private static final long MOST_CHANNELS = 512;

    /** What the output is. */
    enum Kind {
        /** Scores whose softmax are the probabilities. */
        LOGITS,
        /** Probabilities by a softmax that ends the graph. */
        SOFTMAX,
        /** Probabilities by a sigmoid that ends the graph. */
        SIGMOID,
        /** Probabilities, as its values show, by operators that are not recognised. */
        PROBABILITIES
    }

    ClassifierFormat {
        stages = List.copyOf(stages);
    }

    /** Returns how many classes it tells apart: one column is the second of two classes. */
    int classes() {
        return Math.max(2, columns);
    }

    /** Returns the format in words, for a person. */
    String description() {
        return "%s: %s %s, %dx%dx%d, batch %s; %s: %d columns, %s"
                .formatted(
                        input,
                        bytes ? "uint8" : "float32",
                        channelsLast ? "NHWC" : "NCHW",
                        side,
                        side,
                        channels,
                        fixedBatch > 0 ? Long.toString(fixedBatch) : "open",
                        output,
                        columns,
                        kind.name().toLowerCase(Locale.ROOT));
    }

    /** Returns this with an output of another kind. */
    ClassifierFormat withKind(Kind other) {
        return new ClassifierFormat(
                input,
                bytes,
                channelsLast,
                side,
                channels,
                fixedBatch,
                output,
                columns,
                other,
                logits,
                features,
                stages);
    }

    /** Returns the shape of a batch. */
    long[] shape(int n) {
        return channelsLast ? new long[] {n, side, side, channels} : new long[] {n, channels, side, side};
    }

    /**
     * Tells the format from the graph.
     *
     * @throws InvalidModelException if it is no classifier of square images
     */
    static ClassifierFormat of(ImportedGraph graph) throws InvalidModelException, ImportException {
        if (graph.inputs().size() != 1 || graph.outputs().size() != 1) {
            throw new InvalidModelException("inputs: "
                    + graph.inputs().stream().map(ImportedGraph.Input::name).toList() + ", outputs: " + graph.outputs()
                    + " (expected: one of each)");
        }
        ImportedGraph.Input input = graph.inputs().get(0);
        long[] dims = input.dims();
        if (input.type() != FLOAT && input.type() != UINT8) {
            throw new InvalidModelException("input " + input.name() + ": ONNX data type " + input.type()
                    + " (expected: 1 or 2, float32 or uint8)");
        }
        boolean first = dims.length == 4 && isImage(dims[2], dims[3], dims[1]);
        boolean last = dims.length == 4 && isImage(dims[1], dims[2], dims[3]);
        if (!first && !last) {
            throw new InvalidModelException("input " + input.name() + ": shape " + Arrays.toString(dims)
                    + " (expected: [N,C,S,S] or [N,S,S,C], square, of a fixed size, C = 1 or 3)");
        }
        int side = (int) (first ? dims[2] : dims[1]);
        String output = graph.outputs().get(0);
        long[] scores = graph.dims(output);
        if (scores.length != 2 || scores[1] < 1) {
            throw new InvalidModelException("output " + output + ": shape " + Arrays.toString(scores)
                    + " (expected: [N,K], a score for each class)");
        }
        String end = skipped(graph, output);
        Kind kind =
                switch (graph.operatorOf(end)) {
                    case "Softmax", "LogSoftmax" -> Kind.SOFTMAX;
                    case "Sigmoid" -> Kind.SIGMOID;
                    default -> Kind.LOGITS;
                };
        String logits = kind == Kind.LOGITS ? output : graph.inputsOf(end).get(0);
        if (graph.dims(logits).length != 2) {
            throw new InvalidModelException("tensor " + logits + ": shape " + Arrays.toString(graph.dims(logits))
                    + " before the activation (expected: [N,K])");
        }
        return new ClassifierFormat(
                input.name(),
                input.type() == UINT8,
                !first,
                side,
                (int) (first ? dims[1] : dims[3]),
                graph.fixedBatch(),
                output,
                (int) scores[1],
                kind,
                logits,
                features(graph, logits),
                stages(graph, side));
    }

    private static boolean isImage(long height, long width, long channels) {
        return height == width && height > 3 && (channels == 1 || channels == 3);
    }

    /** Returns the tensor that an output repeats. */
    private static String skipped(ImportedGraph graph, String output) {
        String at = output;
        while (graph.operatorOf(at).equals("Identity") || graph.operatorOf(at).equals("Cast")) {
            at = graph.inputsOf(at).get(0);
        }
        return at;
    }

    /** Returns what the last product of matrices reads; the logits themselves if none ends the graph. */
    private static String features(ImportedGraph graph, String logits) throws ImportException {
        String at = skipped(graph, logits);
        if (graph.operatorOf(at).equals("Add")) {
            at = graph.inputsOf(at).stream()
                    .filter(name -> graph.operatorOf(name).equals("MatMul"))
                    .findFirst()
                    .orElse(at);
        }
        boolean product =
                graph.operatorOf(at).equals("Gemm") || graph.operatorOf(at).equals("MatMul");
        String features = product ? graph.inputsOf(at).get(0) : logits;
        return graph.dims(features).length == 2 && graph.dims(features)[1] > 0 ? features : logits;
    }

    /** Returns, for each of these sizes, the last tensor of few channels. */
    private static List<String> stages(ImportedGraph graph, int side) throws InvalidModelException, ImportException {
        List<String> stages = new ArrayList<>();
        for (long size = side / 4; size >= 2; size = (size + 1) / 2) {
            String best = "";
            long channels = Long.MAX_VALUE;
            for (String tensor : graph.tensors()) {
                long[] dims = graph.dims(tensor);
                boolean images = dims.length == 4 && dims[0] == -1 && dims[2] == size && dims[3] == size;
                if (images && dims[1] <= Math.max(MOST_CHANNELS, channels)) {
                    best = tensor;
                    channels = Math.min(channels, dims[1]);
                }
            }
            if (best.isEmpty()) {
                break;
            }
            stages.add(best);
        }
        if (stages.isEmpty()) {
            throw new InvalidModelException("no tensor of " + side / 4 + "x" + side / 4
                    + " places (expected: a convolutional network with a stage of a quarter of the image's sides)");
        }
        return stages;
    }
}
