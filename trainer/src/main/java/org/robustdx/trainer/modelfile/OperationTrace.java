package org.robustdx.trainer.modelfile;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.inference.graph.GraphCheck;
import org.robustdx.inference.graph.UnsafeGraphException;
import org.robustdx.inference.model.Environment;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.export.OnnxTrace;
import org.robustdx.trainer.model.ServedGraph;

/** Finds the operation at which ONNX Runtime and SameDiff part ways. */
public final class OperationTrace {
    private static final int IMAGES = 4;

    private OperationTrace() {}

    /**
     * Returns a line for each operation of the file, in order of execution, with the largest absolute difference of its result over a few
     * images.
     *
     * @throws InvalidModelException if the file is not safe to open
     */
    public static List<String> compare(Path onnx, ServedGraph served, Dataset dataset)
            throws OrtException, IOException, InvalidModelException {
        int n = Math.min(IMAGES, dataset.size());
        byte[] file = Files.readAllBytes(onnx);
        try {
            GraphCheck.check(file);
        } catch (UnsafeGraphException e) {
            throw new InvalidModelException(onnx + ": " + e.getMessage(), e);
        }
        byte[] model = OnnxTrace.of(file);
        OrtEnvironment environment = Environment.get();
        ByteBuffer bytes = ByteBuffer.allocateDirect(n * dataset.height() * dataset.width() * dataset.channels())
                .order(ByteOrder.nativeOrder());
        bytes.put(dataset.batchNhwc(Images.range(0, n))).flip();
        long[] shape = {n, dataset.height(), dataset.width(), dataset.channels()};
        List<String> lines = new ArrayList<>();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
                OrtSession session = environment.createSession(model, options);
                OnnxTensor input = OnnxTensor.createTensor(environment, bytes, shape, OnnxJavaType.UINT8);
                OrtSession.Result results = session.run(Map.of("image", input));
                INDArray image = Images.uint8(dataset, Images.range(0, n))) {
            List<String> known = session.getOutputNames().stream()
                    .filter(served.sameDiff()::hasVariable)
                    .toList();
            Map<String, INDArray> trained = served.sameDiff().output(Map.of("image", image), known);
            for (String name : session.getOutputNames()) {
                lines.add(line(name, (OnnxTensor) results.get(name).orElseThrow(), trained.get(name)));
            }
        }
        return lines;
    }

    private static String line(String name, OnnxTensor exported, @Nullable INDArray trained) {
        if (trained == null || exported.getInfo().type != OnnxJavaType.FLOAT) {
            return String.format(Locale.ROOT, "%-40s is not in the trained graph", name);
        }
        double difference = difference(exported.getFloatBuffer(), trained);
        String mark = difference <= Verifier.TOLERANCE ? "" : "  <- differs";
        return String.format(Locale.ROOT, "%-40s %.2e%s", name, difference, mark);
    }

    private static double difference(FloatBuffer exported, INDArray trained) {
        float[] expected = trained.dup('c').reshape(trained.length()).toFloatVector();
        if (exported.remaining() != expected.length) {
            return Double.NaN;
        }
        double largest = 0;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs((double) exported.get() - value));
        }
        return largest;
    }
}
