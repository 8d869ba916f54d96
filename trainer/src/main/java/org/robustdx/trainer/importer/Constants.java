package org.robustdx.trainer.importer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.onnx.AttributeProto;
import org.robustdx.onnx.TensorProto;

/** Constant tensors of a file as arrays. All become floating-point numbers of one type: integers matter only as sizes, which are known otherwise. */
final class Constants {
    private Constants() {}

    /** Returns the numbers of a tensor. */
    static INDArray of(TensorProto tensor, DataType type) throws ImportException {
        long[] shape = tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
        if (tensor.getDataType() == TensorProto.DataType.FLOAT_VALUE) {
            float[] values = floats(tensor);
            requireLength(tensor, values.length, shape);
            return values.length == 0
                    ? Nd4j.empty(type)
                    : Nd4j.createFromArray(values).castTo(type).reshape(shape);
        }
        double[] values = numbers(tensor);
        requireLength(tensor, values.length, shape);
        return of(values, shape, type);
    }

    private static void requireLength(TensorProto tensor, int length, long... shape) throws ImportException {
        if (length != Arrays.stream(shape).reduce(1, (a, b) -> a * b)) {
            throw new ImportException("tensor " + tensor.getName() + ": " + length
                    + " numbers (expected: those of shape " + Arrays.toString(shape) + ")");
        }
    }

    private static float[] floats(TensorProto tensor) {
        ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        boolean packed = !tensor.getRawData().isEmpty();
        float[] values = new float[packed ? raw.remaining() / Float.BYTES : tensor.getFloatDataCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = packed ? raw.getFloat() : tensor.getFloatData(i);
        }
        return values;
    }

    /** Returns the numbers of the attribute of an operator {@code Constant}. */
    static INDArray of(Attributes attributes, DataType type) throws ImportException {
        AttributeProto tensor = attributes.get("value");
        if (tensor != null) {
            return of(tensor.getT(), type);
        }
        for (String name : new String[] {"value_float", "value_int", "value_floats", "value_ints"}) {
            AttributeProto value = attributes.get(name);
            if (value != null) {
                return switch (name) {
                    case "value_float" -> of(new double[] {value.getF()}, new long[0], type);
                    case "value_int" -> of(new double[] {value.getI()}, new long[0], type);
                    case "value_floats" ->
                        vector(
                                value.getFloatsList().stream()
                                        .mapToDouble(f -> f)
                                        .toArray(),
                                type);
                    default ->
                        vector(value.getIntsList().stream().mapToDouble(i -> i).toArray(), type);
                };
            }
        }
        throw new ImportException(
                "operator Constant without numbers (expected: value, value_float, value_int or a list)");
    }

    private static INDArray vector(double[] values, DataType type) {
        return of(values, new long[] {values.length}, type);
    }

    /** Returns an array of these numbers. */
    static INDArray of(double[] values, long[] shape, DataType type) {
        INDArray array = values.length == 0
                ? Nd4j.empty(type)
                : Nd4j.createFromArray(values).castTo(type);
        return values.length == 0 ? array : array.reshape(shape);
    }

    private static double[] numbers(TensorProto tensor) throws ImportException {
        ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        boolean packed = !tensor.getRawData().isEmpty();
        return switch (tensor.getDataType()) {
            case TensorProto.DataType.DOUBLE_VALUE -> {
                double[] values = new double[packed ? raw.remaining() / Double.BYTES : tensor.getDoubleDataCount()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = packed ? raw.getDouble() : tensor.getDoubleData(i);
                }
                yield values;
            }
            case TensorProto.DataType.INT64_VALUE -> {
                double[] values = new double[packed ? raw.remaining() / Long.BYTES : tensor.getInt64DataCount()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = packed ? raw.getLong() : tensor.getInt64Data(i);
                }
                yield values;
            }
            case TensorProto.DataType.INT32_VALUE -> {
                double[] values = new double[packed ? raw.remaining() / Integer.BYTES : tensor.getInt32DataCount()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = packed ? raw.getInt() : tensor.getInt32Data(i);
                }
                yield values;
            }
            case TensorProto.DataType.UINT8_VALUE, TensorProto.DataType.BOOL_VALUE -> {
                double[] values = new double[packed ? raw.remaining() : tensor.getInt32DataCount()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = packed ? raw.get() & 0xff : tensor.getInt32Data(i);
                }
                yield values;
            }
            default ->
                throw new ImportException("tensor " + tensor.getName() + ": ONNX data type " + tensor.getDataType()
                        + " (expected: 32-bit or 64-bit floats or integers; export the network in float32)");
        };
    }
}
