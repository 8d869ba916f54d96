package org.robustdx.inference.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
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

/**
 * Small models that keep the contract, with answers that can be worked out by hand. With m the mean of {@code pixels} (0 black, 1 white) the
 * first logit is 10 m - 5, the k-th other one 5 - 10 m - (k - 1), each score is m, and the denoised image is the image itself.
 */
public final class TinyModels {
    static final String CALIBRATION_QUANTILES = "{\"quantiles\": [[0, 0.0], [0.5, 0.5], [1, 0.75]]}";

    private TinyModels() {}

    /** Returns a model that keeps the contract, to write as it is or to break first. */
    public static ModelProto.Builder valid(
            int height, int width, int channels, List<String> classes, List<String> detectors) {
        GraphProto.Builder graph = GraphProto.newBuilder().setName("tiny");
        graph.addInput(value("image", TensorProto.DataType.UINT8, -1, height, width, channels));
        graph.addInitializer(tensor("scale", new float[] {255}));
        graph.addInitializer(tensor("weights", weights(channels, classes.size()), channels, classes.size()));
        graph.addInitializer(tensor("bias", bias(classes.size()), classes.size()));
        float[] mean = new float[channels * detectors.size()];
        java.util.Arrays.fill(mean, 1f / channels);
        graph.addInitializer(tensor("mean", mean, channels, detectors.size()));
        graph.addNode(
                node("Cast", "image", "samples").addAttribute(integer("to", TensorProto.DataType.FLOAT.getNumber())));
        graph.addNode(node("Transpose", "samples", "planes").addAttribute(integers("perm", 0, 3, 1, 2)));
        graph.addNode(node("Div", "planes", "pixels").addInput("scale"));
        graph.addNode(node("GlobalAveragePool", "pixels", "pooled"));
        graph.addNode(node("Flatten", "pooled", "features"));
        graph.addNode(node("Gemm", "features", "logits").addInput("weights").addInput("bias"));
        graph.addNode(node("Softmax", "logits", "probabilities"));
        graph.addNode(node("Identity", "pixels", "denoised"));
        graph.addNode(node("MatMul", "features", "scores").addInput("mean"));
        graph.addOutput(value("logits", TensorProto.DataType.FLOAT, -1, classes.size()));
        graph.addOutput(value("probabilities", TensorProto.DataType.FLOAT, -1, classes.size()));
        graph.addOutput(value("denoised", TensorProto.DataType.FLOAT, -1, channels, height, width));
        graph.addOutput(value("scores", TensorProto.DataType.FLOAT, -1, detectors.size()));
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(8)
                .setProducerName("tiny")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(17))
                .setGraph(graph);
        metadata(model, "task", "test");
        metadata(model, "classes", json(classes));
        metadata(model, "input_shape", "[" + height + "," + width + "," + channels + "]");
        metadata(model, "detectors", json(detectors));
        metadata(model, "calibration", calibration(detectors));
        for (String key : List.of("producer", "git_revision", "data_digest", "created", "method", "metrics")) {
            metadata(model, key, "none");
        }
        return model;
    }

    /** Writes a model that keeps the contract after the given change. */
    public static Path write(Path file, ModelProto.Builder model, Consumer<ModelProto.Builder> change)
            throws IOException {
        change.accept(model);
        return Files.write(file, model.build().toByteArray());
    }

    /** Sets a metadata entry. */
    public static void metadata(ModelProto.Builder model, String key, String value) {
        removeMetadata(model, key);
        model.addMetadataProps(StringStringEntryProto.newBuilder().setKey(key).setValue(value));
    }

    /** Says in the model's calibration at which rate it flags clean images. */
    public static void falseAlarmRate(ModelProto.Builder model, double rate) {
        String calibration = model.getMetadataPropsList().stream()
                .filter(entry -> entry.getKey().equals("calibration"))
                .findFirst()
                .orElseThrow()
                .getValue();
        metadata(model, "calibration", "{\"false_alarm_rate\": " + rate + ", " + calibration.substring(1));
    }

    /** Takes a metadata entry away. */
    public static void removeMetadata(ModelProto.Builder model, String key) {
        for (int i = model.getMetadataPropsCount() - 1; i >= 0; i--) {
            if (model.getMetadataProps(i).getKey().equals(key)) {
                model.removeMetadataProps(i);
            }
        }
    }

    private static String json(List<String> names) {
        return "[\"" + String.join("\",\"", names) + "\"]";
    }

    private static String calibration(List<String> detectors) {
        return "{\"n\": 99, \"detectors\": {"
                + String.join(
                        ",",
                        detectors.stream()
                                .map(d -> "\"" + d + "\":" + CALIBRATION_QUANTILES)
                                .toList())
                + "}}";
    }

    private static float[] weights(int channels, int classes) {
        float[] weights = new float[channels * classes];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (i % classes == 0 ? 10f : -10f) / channels;
        }
        return weights;
    }

    private static float[] bias(int classes) {
        float[] bias = new float[classes];
        for (int k = 0; k < classes; k++) {
            bias[k] = k == 0 ? -5 : 6 - k;
        }
        return bias;
    }

    static ValueInfoProto value(String name, TensorProto.DataType type, int... shape) {
        TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
        for (int size : shape) {
            TensorShapeProto.Dimension.Builder dimension = TensorShapeProto.Dimension.newBuilder();
            dimensions.addDim(size < 0 ? dimension.setDimParam("N") : dimension.setDimValue(size));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type.getNumber())
                                .setShape(dimensions)))
                .build();
    }

    static TensorProto tensor(String name, float[] values, int... shape) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT.getNumber());
        for (int size : shape) {
            tensor.addDims(size);
        }
        for (float v : values) {
            tensor.addFloatData(v);
        }
        return tensor.build();
    }

    static NodeProto.Builder node(String operator, String input, String output) {
        return NodeProto.newBuilder()
                .setOpType(operator)
                .setName(output)
                .addInput(input)
                .addOutput(output);
    }

    static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    private static AttributeProto integers(String name, long... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (long v : values) {
            attribute.addInts(v);
        }
        return attribute.build();
    }
}
