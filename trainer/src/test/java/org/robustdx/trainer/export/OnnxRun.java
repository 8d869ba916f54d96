package org.robustdx.trainer.export;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.inference.model.Environment;

/** Runs a small model in ONNX Runtime. */
final class OnnxRun {
    private OnnxRun() {}

    /** Returns an output of a model of one float input {@code x}. */
    static float[] floats(byte[] model, String name, INDArray x) throws OrtException {
        OrtEnvironment environment = Environment.get();
        FloatBuffer values = FloatBuffer.wrap(x.dup('c').reshape(x.length()).toFloatVector());
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
                OrtSession session = environment.createSession(model, options);
                OnnxTensor input = OnnxTensor.createTensor(environment, values, x.shape());
                OrtSession.Result result = session.run(Map.of("x", input))) {
            FloatBuffer output = ((OnnxTensor) result.get(name).orElseThrow()).getFloatBuffer();
            float[] floats = new float[output.remaining()];
            output.get(floats);
            return floats;
        }
    }
}
