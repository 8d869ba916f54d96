package org.robustdx.trainer.export;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.robustdx.onnx.OnnxFiles;
import org.robustdx.onnx.TensorProto;

/** Reads constants of an exported graph by name. */
public final class OnnxConstants {
    private OnnxConstants() {}

    /**
     * A constant with one or two dimensions.
     *
     * @param rows number of rows; 1 for a vector
     * @param columns number of columns
     * @param values row by row
     */
    @SuppressWarnings("ArrayRecordComponent") // Instances are never compared.
    public record Constant(int rows, int columns, float[] values) {}

    /**
     * Returns the float constants whose names start with {@code prefix}, by the rest of their names.
     *
     * @param file content of the ONNX file
     * @throws IOException if the bytes are not an ONNX model, or one of these constants is external, is not of type
     *     float or does not have one or two dimensions
     */
    public static Map<String, Constant> of(byte[] file, String prefix) throws IOException {
        Map<String, Constant> constants = new LinkedHashMap<>();
        for (TensorProto tensor : OnnxFiles.parse(file).getGraph().getInitializerList()) {
            if (tensor.getName().startsWith(prefix)) {
                constants.put(tensor.getName().substring(prefix.length()), constant(tensor));
            }
        }
        return constants;
    }

    private static Constant constant(TensorProto tensor) throws IOException {
        if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
            throw new IOException("constant " + tensor.getName() + " is in another file (expected: all in this one)");
        }
        int dimensions = tensor.getDimsCount();
        long rows = dimensions == 2 ? tensor.getDims(0) : 1;
        long columns = dimensions == 0 ? 0 : tensor.getDims(dimensions - 1);
        float[] values = OnnxImporter.floats(tensor);
        if (dimensions < 1 || dimensions > 2 || rows < 1 || columns < 1 || rows * columns != values.length) {
            throw new IOException("constant " + tensor.getName() + ": " + values.length + " values of shape "
                    + tensor.getDimsList() + " (expected: one or two dimensions)");
        }
        return new Constant((int) rows, (int) columns, values);
    }
}
