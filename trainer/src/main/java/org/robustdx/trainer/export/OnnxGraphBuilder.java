package org.robustdx.trainer.export;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.onnx.AttributeProto;
import org.robustdx.onnx.GraphProto;
import org.robustdx.onnx.ModelProto;
import org.robustdx.onnx.NodeProto;
import org.robustdx.onnx.OperatorSetIdProto;
import org.robustdx.onnx.StringStringEntryProto;
import org.robustdx.onnx.TensorProto;
import org.robustdx.onnx.TensorShapeProto;
import org.robustdx.onnx.TypeProto;
import org.robustdx.onnx.ValueInfoProto;

/** Collects the nodes, constants, inputs and outputs of an ONNX graph. It checks each operator when it is added. */
final class OnnxGraphBuilder {
    private static final long IR_VERSION = 8;
    private static final long OPSET = 17;

    private final GraphProto.Builder graph;
    private final Set<String> constants = new HashSet<>();

    OnnxGraphBuilder(String name) {
        graph = GraphProto.newBuilder().setName(name);
    }

    /** Declares an input; the first dimension is the free batch dimension {@code N}. */
    void input(String name, DataType type, long... shape) {
        graph.addInput(valueInfo(name, type, shape));
    }

    /** Declares an output; the first dimension is the free batch dimension {@code N}. */
    void output(String name, DataType type, long... shape) {
        graph.addOutput(valueInfo(name, type, shape));
    }

    /** Records type and shape of an inner tensor, for tools that attach there. */
    void inner(String name, DataType type, long... shape) {
        graph.addValueInfo(valueInfo(name, type, shape));
    }

    /** Adds a node. Values of {@code attributes} are {@code Long} or {@code long[]}. */
    void node(OnnxOperator operator, List<String> inputs, String output, Map<String, Object> attributes) {
        operator.checkArity(inputs.size());
        NodeProto.Builder node = NodeProto.newBuilder()
                .setOpType(operator.type())
                .setName(operator.type() + ":" + output)
                .addAllInput(inputs)
                .addOutput(output);
        attributes.forEach((name, value) -> node.addAttribute(attribute(name, value)));
        graph.addNode(node);
    }

    /** Adds a constant tensor unless one with this name exists. Returns the name. */
    String constant(String name, INDArray value) {
        if (constants.add(name)) {
            INDArray dense = value.dup('c');
            TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(onnxType(dense.dataType()));
            for (long d : dense.shape()) {
                tensor.addDims(d);
            }
            graph.addInitializer(tensor.setRawData(bytes(dense)));
        }
        return name;
    }

    /** Returns the finished model. */
    ModelProto build(String producer, String producerVersion, Map<String, String> metadata) {
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName(producer)
                .setProducerVersion(producerVersion)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
                .setGraph(graph);
        metadata.forEach((key, value) -> model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return model.build();
    }

    private static ByteString bytes(INDArray dense) {
        int length = (int) dense.length();
        ByteBuffer buffer =
                ByteBuffer.allocate(length * dense.dataType().width()).order(ByteOrder.LITTLE_ENDIAN);
        INDArray flat = dense.reshape(length);
        switch (dense.dataType()) {
            case FLOAT -> buffer.asFloatBuffer().put(flat.toFloatVector());
            case INT -> buffer.asIntBuffer().put(flat.toIntVector());
            case LONG -> buffer.asLongBuffer().put(flat.toLongVector());
            default ->
                throw new IllegalArgumentException(
                        "constant of type " + dense.dataType() + " (expected: FLOAT, INT or LONG)");
        }
        return ByteString.copyFrom(buffer);
    }

    private static AttributeProto attribute(String name, Object value) {
        AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
        if (value instanceof Long number) {
            attribute.setType(AttributeProto.AttributeType.INT).setI(number);
        } else if (value instanceof long[] numbers) {
            attribute.setType(AttributeProto.AttributeType.INTS);
            for (long n : numbers) {
                attribute.addInts(n);
            }
        } else {
            throw new IllegalArgumentException("attribute " + name + ": " + value + " (expected: long or long[])");
        }
        return attribute.build();
    }

    private static ValueInfoProto valueInfo(String name, DataType type, long... shape) {
        TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
        for (int i = 0; i < shape.length; i++) {
            TensorShapeProto.Dimension.Builder dim = TensorShapeProto.Dimension.newBuilder();
            dims.addDim(i == 0 ? dim.setDimParam("N") : dim.setDimValue(shape[i]));
        }
        TypeProto.Tensor tensor = TypeProto.Tensor.newBuilder()
                .setElemType(onnxType(type))
                .setShape(dims)
                .build();
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    static int onnxType(DataType type) {
        if (type == DataType.UINT8) {
            return TensorProto.DataType.UINT8_VALUE;
        }
        return switch (type) {
            case FLOAT -> TensorProto.DataType.FLOAT_VALUE;
            case INT -> TensorProto.DataType.INT32_VALUE;
            case LONG -> TensorProto.DataType.INT64_VALUE;
            default ->
                throw new IllegalArgumentException(
                        "type " + type + " has no ONNX counterpart here (expected: FLOAT, UINT8, INT or LONG)");
        };
    }
}
