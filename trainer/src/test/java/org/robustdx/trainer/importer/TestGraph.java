package org.robustdx.trainer.importer;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.robustdx.onnx.AttributeProto;
import org.robustdx.onnx.GraphProto;
import org.robustdx.onnx.ModelProto;
import org.robustdx.onnx.NodeProto;
import org.robustdx.onnx.OperatorSetIdProto;
import org.robustdx.onnx.TensorProto;
import org.robustdx.onnx.TensorShapeProto;
import org.robustdx.onnx.TypeProto;
import org.robustdx.onnx.ValueInfoProto;

/** A small ONNX file made by code: one float input {@code x}, one output {@code y}. */
public final class TestGraph {
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("test");
    private final Random random = new Random(5);
    private final long opset;
    private String domain = "";

    /**
     * Starts one.
     *
     * @param batch size of the batch in the file, -1 for an open one
     * @param dims of an image
     */
    public TestGraph(long opset, long batch, long... dims) {
        this.opset = opset;
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        TensorShapeProto.Dimension.Builder first = TensorShapeProto.Dimension.newBuilder();
        shape.addDim(batch < 0 ? first.setDimParam("N") : first.setDimValue(batch));
        for (long dim : dims) {
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(dim));
        }
        graph.addInput(value("x", shape));
    }

    private static ValueInfoProto value(String name, TensorShapeProto.Builder shape) {
        TypeProto.Tensor tensor = TypeProto.Tensor.newBuilder()
                .setElemType(TensorProto.DataType.FLOAT_VALUE)
                .setShape(shape)
                .build();
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    /** Adds a constant of random numbers between -1 and 1. */
    public TestGraph weights(String name, long... dims) {
        return weights(name, -1, 1, dims);
    }

    /** Adds a constant of random numbers. */
    public TestGraph weights(String name, double low, double high, long... dims) {
        int length = 1;
        for (long dim : dims) {
            length *= (int) dim;
        }
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (low + (high - low) * random.nextDouble());
        }
        return floats(name, values, dims);
    }

    /** Adds a constant. */
    public TestGraph floats(String name, float[] values, long... dims) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        graph.addInitializer(tensor(name, TensorProto.DataType.FLOAT_VALUE, bytes, dims));
        return this;
    }

    /** Adds a constant vector of integers. */
    public TestGraph integers(String name, long... values) {
        graph.addInitializer(integerTensor(name, values));
        return this;
    }

    static TensorProto integerTensor(String name, long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            bytes.putLong(value);
        }
        return tensor(name, TensorProto.DataType.INT64_VALUE, bytes, values.length);
    }

    private static TensorProto tensor(String name, int type, ByteBuffer bytes, long... dims) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(type);
        for (long dim : dims) {
            tensor.addDims(dim);
        }
        return tensor.setRawData(ByteString.copyFrom(bytes.flip())).build();
    }

    /** Adds an operator that computes one tensor; inputs are separated by spaces, {@code -} stands for one that is left out. */
    public TestGraph node(String operator, String inputs, String output, Object... attributes) {
        return node(operator, inputs, List.of(output), attributes);
    }

    /** Adds an operator; attributes are names and values in turn. */
    public TestGraph node(String operator, String inputs, List<String> outputs, Object... attributes) {
        NodeProto.Builder node = NodeProto.newBuilder()
                .setOpType(operator)
                .setName(name(operator))
                .setDomain(domain)
                .addAllOutput(outputs);
        for (String input : inputs.isEmpty() ? new String[0] : inputs.split(" ", -1)) {
            node.addInput(input.equals("-") ? "" : input);
        }
        for (int i = 0; i < attributes.length; i += 2) {
            node.addAttribute(attribute((String) attributes[i], attributes[i + 1]));
        }
        graph.addNode(node);
        return this;
    }

    private String name(String operator) {
        long before = graph.getNodeList().stream()
                .filter(node -> node.getOpType().equals(operator))
                .count();
        return "the " + operator + (before == 0 ? "" : " " + (before + 1));
    }

    /** Puts the operators that follow into another domain. */
    public TestGraph domain(String other) {
        domain = other;
        return this;
    }

    static AttributeProto attribute(String name, Object value) {
        AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
        if (value instanceof Number number && !(value instanceof Float)) {
            attribute.setType(AttributeProto.AttributeType.INT).setI(number.longValue());
        } else if (value instanceof Float number) {
            attribute.setType(AttributeProto.AttributeType.FLOAT).setF(number);
        } else if (value instanceof String text) {
            attribute.setType(AttributeProto.AttributeType.STRING).setS(ByteString.copyFromUtf8(text));
        } else if (value instanceof TensorProto tensor) {
            attribute.setType(AttributeProto.AttributeType.TENSOR).setT(tensor);
        } else if (value instanceof GraphProto body) {
            attribute.setType(AttributeProto.AttributeType.GRAPH).setG(body);
        } else if (value instanceof float[] numbers) {
            attribute.setType(AttributeProto.AttributeType.FLOATS);
            for (float number : numbers) {
                attribute.addFloats(number);
            }
        } else {
            attribute.setType(AttributeProto.AttributeType.INTS);
            for (long number : (long[]) value) {
                attribute.addInts(number);
            }
        }
        return attribute.build();
    }

    /** Returns the file. */
    public byte[] build() {
        return model().toByteArray();
    }

    /** Returns the model, to be changed further. */
    public ModelProto model() {
        return whole();
    }

    private ModelProto whole() {
        GraphProto.Builder whole = graph.clone();
        if (whole.getOutputCount() == 0) {
            whole.addOutput(ValueInfoProto.newBuilder()
                    .setName("y")
                    .setType(TypeProto.newBuilder()
                            .setTensorType(
                                    TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT_VALUE))));
        }
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(opset < 15 ? 4 : 8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
                .setGraph(whole);
        if (!domain.isEmpty()) {
            model.addOpsetImport(
                    OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(1));
        }
        return model.build();
    }
}
