package org.robustdx.inference.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import org.robustdx.inference.image.Raster;

/** Reads the output tensors of a run by their names. */
final class RunOutputs {
    private RunOutputs() {}

    /** Returns the shape of an output. */
    static long[] shape(OrtSession.Result result, String name) {
        return tensor(result, name).getInfo().getShape();
    }

    /** Returns the values of an output, one row for each of {@code n} images. */
    static float[][] rows(OrtSession.Result result, String name, int n, int length) {
        FloatBuffer values = tensor(result, name).getFloatBuffer();
        if (values.remaining() != (long) n * length) {
            throw new IllegalStateException(
                    "output " + name + ": " + values.remaining() + " values (expected: " + (long) n * length + ")");
        }
        float[][] rows = new float[n][length];
        for (float[] row : rows) {
            values.get(row);
        }
        return rows;
    }

    /** Returns an image from its planes in [0, 1]. Values outside are clamped. */
    static Raster toRaster(float[] planes, ModelMetadata metadata) {
        int area = metadata.height() * metadata.width();
        int channels = metadata.channels();
        byte[] pixels = new byte[area * channels];
        for (int c = 0; c < channels; c++) {
            for (int i = 0; i < area; i++) {
                int v = Math.round(planes[c * area + i] * 255);
                pixels[i * channels + c] = (byte) Math.max(0, Math.min(255, v));
            }
        }
        return new Raster(metadata.width(), metadata.height(), channels, pixels);
    }

    private static OnnxTensor tensor(OrtSession.Result result, String name) {
        return (OnnxTensor) result.get(name).orElseThrow();
    }
}
