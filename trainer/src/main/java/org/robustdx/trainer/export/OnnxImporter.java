package org.robustdx.trainer.export;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.onnx.OnnxFiles;
import org.robustdx.onnx.TensorProto;

/** Reads a model's trained arrays from a file that {@link OnnxExporter} wrote. It undoes the exporter's changes of layout. */
public final class OnnxImporter {
    private OnnxImporter() {}

    /**
     * Returns the values of the file's initializers, in the layout of the trainer.
     *
     * @param file content of the ONNX file
     * @param wanted names and shapes in the layout of the trainer
     * @return the wanted arrays by name
     * @throws IOException if the bytes are not an ONNX model within the limits of {@link OnnxFiles}, or one of the arrays is missing or has another
     *     shape; the message is one line
     */
    public static Map<String, INDArray> parameters(byte[] file, Map<String, long[]> wanted) throws IOException {
        Map<String, TensorProto> initializers = new HashMap<>();
        OnnxFiles.parse(file).getGraph().getInitializerList().forEach(t -> initializers.put(t.getName(), t));
        Map<String, INDArray> values = new LinkedHashMap<>();
        for (Map.Entry<String, long[]> entry : wanted.entrySet()) {
            TensorProto tensor = initializers.get(entry.getKey());
            if (tensor == null) {
                throw new IOException("parameter " + entry.getKey() + " is missing among the file's initializers");
            }
            values.put(entry.getKey(), array(tensor, entry.getValue()));
        }
        return values;
    }

    private static INDArray array(TensorProto tensor, long[] shape) throws IOException {
        if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL || tensor.getExternalDataCount() > 0) {
            throw new IOException("parameter " + tensor.getName() + " is in another file (expected: all in this one)");
        }
        long[] found = tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
        // Kernels are [out,in,kH,kW] in the file, [kH,kW,in,out] here.
        long[] expected = shape.length == 4 ? new long[] {shape[3], shape[2], shape[0], shape[1]} : shape;
        float[] values = floats(tensor);
        if (!Arrays.equals(found, expected)
                || values.length != Arrays.stream(expected).reduce(1, (a, b) -> a * b)) {
            throw new IOException("parameter " + tensor.getName() + ": " + values.length + " values of shape "
                    + Arrays.toString(found) + " (expected: " + Arrays.toString(expected) + ")");
        }
        INDArray array = Nd4j.createFromArray(values).reshape(found);
        return shape.length == 4 ? array.permute(2, 3, 1, 0).dup('c') : array;
    }

    /** Returns the numbers. ONNX has two fields for them; a tensor uses one. */
    static float[] floats(TensorProto tensor) throws IOException {
        if (tensor.getDataType() != TensorProto.DataType.FLOAT_VALUE) {
            throw new IOException("parameter " + tensor.getName() + ": ONNX data type " + tensor.getDataType()
                    + " (expected: " + TensorProto.DataType.FLOAT_VALUE + ", float)");
        }
        if (tensor.getRawData().isEmpty()) {
            float[] values = new float[tensor.getFloatDataCount()];
            for (int i = 0; i < values.length; i++) {
                values[i] = tensor.getFloatData(i);
            }
            return values;
        }
        ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[raw.remaining() / Float.BYTES];
        raw.asFloatBuffer().get(values);
        return values;
    }
}
