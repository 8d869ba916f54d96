package org.robustdx.inference.model;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.robustdx.inference.image.Raster;

/**
 * Input and outputs of one batch size in direct memory that ONNX Runtime reads from and writes to: nothing is allocated or copied by a run, and
 * only what is asked for afterwards becomes Java objects.
 */
final class BoundBatch implements BatchEngine.Batch {
    private final OnnxModel model;
    private final int capacity;
    private final int imageBytes;
    private final ByteBuffer pixels;
    private final OnnxTensor input;
    private final Map<String, OnnxTensor> outputs;
    private final Rows logits;
    private final Rows probabilities;
    private final Rows denoised;
    private final Rows scores;
    private final List<OnnxTensor> tensors = new ArrayList<>();

    BoundBatch(OnnxModel model, int capacity) throws OrtException {
        ModelMetadata metadata = model.metadata();
        long classes = metadata.classes().size();
        this.model = model;
        this.capacity = capacity;
        this.imageBytes = metadata.height() * metadata.width() * metadata.channels();
        this.pixels = direct((long) capacity * imageBytes);
        try {
            long[] shape = {capacity, metadata.height(), metadata.width(), metadata.channels()};
            this.input = OnnxTensor.createTensor(Environment.get(), pixels, shape, OnnxJavaType.UINT8);
            tensors.add(input);
            this.logits = rows(classes);
            this.probabilities = rows(classes);
            this.denoised = rows(metadata.channels(), metadata.height(), metadata.width());
            this.scores = rows(metadata.detectors().size());
        } catch (OrtException | RuntimeException e) {
            close();
            throw e;
        }
        this.outputs = Map.of(
                Contract.LOGITS, logits.tensor,
                Contract.PROBABILITIES, probabilities.tensor,
                Contract.DENOISED, denoised.tensor,
                Contract.SCORES, scores.tensor);
    }

    private record Rows(OnnxTensor tensor, FloatBuffer values, int length) {
        float[] row(int place) {
            float[] row = new float[length];
            values.get(place * length, row);
            return row;
        }
    }

    private Rows rows(long... lengths) throws OrtException {
        long[] shape = new long[lengths.length + 1];
        shape[0] = capacity;
        int length = 1;
        for (int i = 0; i < lengths.length; i++) {
            shape[i + 1] = lengths[i];
            length = Math.multiplyExact(length, (int) lengths[i]);
        }
        FloatBuffer values = direct(Float.BYTES * (long) capacity * length).asFloatBuffer();
        OnnxTensor tensor = OnnxTensor.createTensor(Environment.get(), values, shape);
        tensors.add(tensor);
        return new Rows(tensor, values, length);
    }

    private static ByteBuffer direct(long bytes) {
        return ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public void put(int place, Raster image) {
        model.checkShape(image);
        pixels.put(place * imageBytes, image.pixels());
    }

    @Override
    public void run() {
        model.run(Map.of(Contract.IMAGE, input), outputs, capacity);
    }

    @Override
    public float[] logits(int place) {
        return logits.row(place);
    }

    @Override
    public float[] probabilities(int place) {
        return probabilities.row(place);
    }

    @Override
    public float[] scores(int place) {
        return scores.row(place);
    }

    @Override
    public Raster denoised(int place) {
        float[] planes = denoised.row(place);
        OutputCheck.checkDenoised(planes); // A raster cannot hold NaN.
        return RunOutputs.toRaster(planes, model.metadata());
    }

    @Override
    public void close() {
        tensors.forEach(OnnxTensor::close);
        tensors.clear();
    }
}
