package org.robustdx.trainer.export;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.inference.model.Environment;

/** Runs a small model in ONNX Runtime. */
public final class OnnxRun {
    private OnnxRun() {}

    /** Returns an output of a model of one float input {@code x}. */
    static float[] floats(byte[] model, String name, INDArray x) throws OrtException {
        FloatBuffer values = FloatBuffer.wrap(x.dup('c').reshape(x.length()).toFloatVector());
        try (OnnxTensor input = OnnxTensor.createTensor(Environment.get(), values, x.shape())) {
            return run(model, Map.of("x", input), Set.of(name))
                    .values()
                    .iterator()
                    .next();
        }
    }

    /**
     * Returns outputs of a served model, by name.
     *
     * @param images uint8 of that shape
     */
    public static Map<String, float[]> served(byte[] model, byte[] images, long[] shape, Set<String> names)
            throws OrtException {
        ByteBuffer bytes = ByteBuffer.allocateDirect(images.length).put(images).flip();
        try (OnnxTensor input = OnnxTensor.createTensor(Environment.get(), bytes, shape, OnnxJavaType.UINT8)) {
            return run(model, Map.of("image", input), names);
        }
    }

    private static Map<String, float[]> run(byte[] model, Map<String, OnnxTensor> inputs, Set<String> names)
            throws OrtException {
        Map<String, float[]> outputs = new HashMap<>();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
                OrtSession session = Environment.get().createSession(model, options);
                OrtSession.Result result = session.run(inputs, names)) {
            for (String name : names) {
                FloatBuffer output = ((OnnxTensor) result.get(name).orElseThrow()).getFloatBuffer();
                float[] floats = new float[output.remaining()];
                output.get(floats);
                outputs.put(name, floats);
            }
        }
        return outputs;
    }
}
