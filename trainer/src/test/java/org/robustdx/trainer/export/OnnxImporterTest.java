package org.robustdx.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.onnx.ModelProto;
import org.robustdx.onnx.TensorProto;
import org.robustdx.trainer.detect.Detectors;
import org.robustdx.trainer.model.DenoisingCnn;
import org.robustdx.trainer.model.ModelSpec;
import org.robustdx.trainer.model.Normalisation;
import org.robustdx.trainer.model.ServedGraph;
import org.robustdx.trainer.model.backbone.Backbones;
import org.robustdx.trainer.nn.Parameters;
import org.robustdx.trainer.nn.Results;

class OnnxImporterTest {
    @ParameterizedTest
    @EnumSource
    void importedParametersEqualTheExportedOnes(Backbones backbone) throws IOException {
        Parameters parameters = new Parameters(4);
        ModelProto exported = exported(backbone, parameters);

        Map<String, INDArray> back = OnnxImporter.parameters(exported.toByteArray(), shapes(parameters));

        assertThat(back.keySet()).containsExactlyElementsOf(parameters.arrays().keySet());
        parameters
                .arrays()
                .forEach((name, array) -> assertThat(back.get(name)).as(name).isEqualTo(array));
    }

    @Test
    void valuesMayBeInEitherField() throws IOException {
        Parameters parameters = new Parameters(4);
        ModelProto.Builder model = exported(Backbones.RESNET, parameters).toBuilder();
        for (TensorProto.Builder tensor : model.getGraphBuilder().getInitializerBuilderList()) {
            if (tensor.getName().equals("classifier.b")) {
                tensor.clearRawData();
                for (float value :
                        Results.get(parameters.arrays(), "classifier.b").toFloatVector()) {
                    tensor.addFloatData(value);
                }
            }
        }
        assertThat(OnnxImporter.parameters(model.build().toByteArray(), shapes(parameters))
                        .get("classifier.b"))
                .isEqualTo(parameters.arrays().get("classifier.b"));
    }

    @Test
    void missingOrMisshapenParameterIsNamed() {
        byte[] file = exported(Backbones.RESNET, new Parameters(4)).toByteArray();

        assertThatThrownBy(() -> OnnxImporter.parameters(file, Map.of("no.such", new long[] {1})))
                .isInstanceOf(IOException.class)
                .hasMessage("parameter no.such is missing among the file's initializers");
        assertThatThrownBy(() -> OnnxImporter.parameters(file, Map.of("classifier.b", new long[] {4})))
                .isInstanceOf(IOException.class)
                .hasMessage("parameter classifier.b: 3 values of shape [3] (expected: [4])");
    }

    @Test
    void externalDataIsRefused() {
        ModelProto.Builder model = exported(Backbones.RESNET, new Parameters(4)).toBuilder();
        for (TensorProto.Builder tensor : model.getGraphBuilder().getInitializerBuilderList()) {
            tensor.setDataLocation(TensorProto.DataLocation.EXTERNAL);
        }
        byte[] file = model.build().toByteArray();

        assertThatThrownBy(() -> OnnxImporter.parameters(file, Map.of("classifier.b", new long[] {3})))
                .isInstanceOf(IOException.class)
                .hasMessage("parameter classifier.b is in another file (expected: all in this one)");
    }

    @Test
    void otherBytesAreRefused() {
        assertThatThrownBy(() -> OnnxImporter.parameters(new byte[] {7, 7, 7}, Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessage("not an ONNX model, or a damaged one");
    }

    private static ModelProto exported(Backbones backbone, Parameters parameters) {
        DenoisingCnn model = new DenoisingCnn(new ModelSpec(backbone, 4, 1, 32, 3, 3, Normalisation.FIXED), parameters);
        return OnnxExporter.export(new ServedGraph(model, List.of(Detectors.values())), "test", Map.of());
    }

    private static Map<String, long[]> shapes(Parameters parameters) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        parameters.arrays().forEach((name, array) -> shapes.put(name, array.shape()));
        return shapes;
    }
}
