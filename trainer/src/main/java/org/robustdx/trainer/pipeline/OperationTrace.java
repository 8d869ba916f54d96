package org.robustdx.trainer.pipeline;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.export.OnnxExporter;
import org.robustdx.trainer.model.ServedGraph;
import org.robustdx.trainer.nn.Results;

/** Finds the operation at which ONNX Runtime and SameDiff part ways. */
public final class OperationTrace {
    private static final int IMAGES = 4;

    private OperationTrace() {}

    /**
     * Returns a line for each operation, in order of execution, with the largest absolute difference of its result over a few images.
     */
    public static List<String> compare(ServedGraph served, Dataset dataset) throws OrtException {
        int n = Math.min(IMAGES, dataset.size());
        byte[] model = OnnxExporter.exportTrace(served).toByteArray();
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
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
            List<String> names = new ArrayList<>(session.getOutputNames());
            Map<String, INDArray> trained = served.sameDiff().output(Map.of("image", image), names);
            for (String name : names) {
                FloatBuffer exported = ((OnnxTensor) results.get(name).orElseThrow()).getFloatBuffer();
                double difference = difference(exported, Results.get(trained, name));
                lines.add(String.format(
                        Locale.ROOT,
                        "%-40s %.2e%s",
                        name,
                        difference,
                        difference <= Verifier.TOLERANCE ? "" : "  <- differs"));
            }
        }
        return lines;
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
