package org.robustdx.trainer.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.robustdx.inference.model.Calibration;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.inference.model.OnnxModel;
import org.robustdx.onnx.GraphProto;
import org.robustdx.onnx.ModelProto;
import org.robustdx.onnx.TensorProto;
import org.robustdx.trainer.TinyModels;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.data.Splits;
import org.robustdx.trainer.detect.Combined;
import org.robustdx.trainer.detect.Detector;
import org.robustdx.trainer.measure.Robustness;
import org.robustdx.trainer.measure.SetQuality;
import org.robustdx.trainer.model.DenoisingCnn;
import org.robustdx.trainer.model.ServedGraph;
import org.robustdx.trainer.modelfile.ModelDetectors;
import org.robustdx.trainer.modelfile.OperationTrace;
import org.robustdx.trainer.modelfile.SavedModel;
import org.robustdx.trainer.modelfile.Verifier;
import org.robustdx.trainer.nn.Parameters;
import org.robustdx.trainer.scope.ScopeDetectors;
import org.robustdx.trainer.scope.ScopeScore;
import org.robustdx.trainer.train.DataSource;
import org.robustdx.trainer.train.PublishOptions;
import org.robustdx.trainer.train.TrainingState;

/** From an (untrained) model to its served file, measured and verified. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ModelPublisherTest {
    private Path dir = Path.of("");
    private final Dataset all = TinyModels.phantoms(1, 120);
    private final SavedModel saved = new SavedModel(
            new DenoisingCnn(TinyModels.spec(3, 3), new Parameters(4)),
            new TrainingState(TinyModels.spec(3, 3), TinyModels.options(2, 8), 2, 6, 1, 0.5, true),
            TinyModels.provenance(all),
            new PublishOptions(Calibration.DEFAULT_FALSE_ALARM_RATE, 4, DataSource.unknown()));
    private final List<String> progress = new ArrayList<>();
    private Path onnx = Path.of("");
    private ModelPublisher.Measured measured = new ModelPublisher.Measured(
            new Robustness.Outcome(
                    org.robustdx.trainer.train.Metrics.of(new float[0][], new int[0], 2),
                    0,
                    Map.of(),
                    Map.of(),
                    java.util.Optional.empty(),
                    java.util.Optional.empty()),
            Map.of(),
            List.of(),
            new Verifier.Differences(1, 1, 1, 1, 0),
            "");

    private static List<String> detectors() {
        // Phantoms have no upright position.
        return TinyModels.allDetectors(3).stream()
                .map(Detector::id)
                .filter(id -> !id.equals(ScopeDetectors.UPRIGHT.id()))
                .toList();
    }

    @BeforeAll
    void publish(@TempDir Path folder) throws Exception {
        dir = folder;
        onnx = dir.resolve("model.onnx");
        measured = new ModelPublisher(saved, Splits.of(all, 5), 1, "").publish(onnx, progress::add);
    }

    /** Returns the graph with the constants that the file carries. */
    private ServedGraph servedGraph() throws Exception {
        try (OnnxModel model = OnnxModel.open(onnx, new OnnxModel.Options(Device.CPU, 1))) {
            return saved.servedGraph(ModelDetectors.of(model.metadata(), onnx));
        }
    }

    @Test
    void combinedScoreRaisesTheAlarmAndIsFittedToValidationNotToCalibration() throws Exception {
        Splits splits = Splits.of(all, 5);
        try (OnnxModel model = OnnxModel.open(onnx, new OnnxModel.Options(Device.CPU, 1))) {
            List<Detector> fromFile = ModelDetectors.of(model.metadata(), onnx);

            assertThat(model.metadata().calibration().alarms()).containsExactly(Combined.ID);
            assertThat(model.metadata().calibration().scope().orElseThrow().detectors())
                    .containsExactly(ScopeScore.ID);
            assertThat(fromFile)
                    .isEqualTo(ModelDetectors.fit(saved.model(), false, splits.train(), splits.validation()))
                    .isNotEqualTo(ModelDetectors.fit(saved.model(), false, splits.train(), splits.calibration()))
                    .isNotEqualTo(ModelDetectors.fit(saved.model(), false, splits.calibration(), splits.validation()));
        }
    }

    @Test
    void shouldSayWhatIsWrongWithTheDetectorsOfAFile() throws Exception {
        try (OnnxModel model = OnnxModel.open(onnx, new OnnxModel.Options(Device.CPU, 1))) {
            ModelMetadata good = model.metadata();

            assertThatThrownBy(() -> ModelDetectors.of(with(good, List.of("tea-leaves"), Map.of()), onnx))
                    .isInstanceOf(InvalidModelException.class)
                    .hasMessageStartingWith("detector tea-leaves is unknown (expected: one of [reconstruction, ");
            for (String json : List.of("", "7", "[{}]", "[null]", "null")) {
                assertThatThrownBy(() -> ModelDetectors.of(with(good, detectors(), Map.of("combined", json)), onnx))
                        .as(json)
                        .isInstanceOf(InvalidModelException.class)
                        .hasMessageStartingWith("metadata combined: ");
            }
            String flat = "[{\"detector\":\"jsd-t10\",\"floor\":1,\"centre\":0,\"spread\":0}]";
            assertThatThrownBy(() -> ModelDetectors.of(with(good, detectors(), Map.of("combined", flat)), onnx))
                    .isInstanceOf(InvalidModelException.class)
                    .hasMessageStartingWith(
                            "metadata combined: part jsd-t10: floor 1.0, centre 0.0, spread 0.0 (expected: ");
        }
    }

    private static ModelMetadata with(ModelMetadata m, List<String> detectors, Map<String, String> properties) {
        return new ModelMetadata(
                m.task(),
                m.classes(),
                m.height(),
                m.width(),
                m.channels(),
                m.fit(),
                detectors,
                m.calibration(),
                properties);
    }

    @Test
    void fileAgreesWithTheGraphOnPhantoms() throws Exception {
        Verifier.Differences differences = Verifier.compare(onnx, servedGraph(), TinyModels.phantoms(9, 40));

        assertThat(differences.images()).isEqualTo(40);
        assertThat(differences.agree()).as("%s", differences).isTrue();
        assertThat(measured.verified().agree()).isTrue();
        assertThat(measured.verified().images())
                .isEqualTo(Splits.of(all, 5).validation().size());
    }

    @Test
    void servingOpensItAndFindsEveryKeyOfTheContract() throws Exception {
        try (OnnxModel model = OnnxModel.open(onnx, new OnnxModel.Options(Device.CPU, 1))) {
            ModelMetadata metadata = model.metadata();

            assertThat(metadata.properties().keySet()).containsAll(ModelMetadata.REQUIRED_KEYS);
            assertThat(metadata.task()).isEqualTo("phantom");
            assertThat(metadata.classes()).isEqualTo(all.classes());
            assertThat(metadata.height()).isEqualTo(32);
            assertThat(metadata.channels()).isEqualTo(3);
            assertThat(metadata.detectors()).containsExactlyElementsOf(detectors());
            assertThat(metadata.calibration().n())
                    .isEqualTo(Splits.of(all, 5).calibration().size());
            assertThat(metadata.properties()).containsEntry("data_digest", all.digest());
            assertThat(metadata.predictionSets().orElseThrow().thresholds().keySet())
                    .containsExactlyElementsOf(all.classes());
            assertThat(model.sha256()).isEqualTo(measured.sha256());
            JsonNode method = new ObjectMapper().readTree(metadata.properties().get("method"));
            assertThat(method.get("name").asText()).isEqualTo("denoising");
            assertThat(method.get("seed").asLong()).isEqualTo(7);
            JsonNode metrics = new ObjectMapper().readTree(metadata.properties().get("metrics"));
            assertThat(metrics.at("/test/split").asText()).isEqualTo("test");
            assertThat(metrics.at("/test/n").asInt())
                    .isEqualTo(Splits.of(all, 5).test().size());
            assertThat(metrics.get("attacks")).hasSize(3);
            assertThat(metrics.at("/attacks/0/threat_model").asText()).startsWith("white-box");
            assertThat(metrics.get("max_abs_logit_difference").asDouble())
                    .isEqualTo(measured.verified().logits());
        }
    }

    @Test
    void fileStatesTheSiteThatItWasTrainedOnAndLeavesOutWhatIsNotKnown() throws Exception {
        try (OnnxModel model = OnnxModel.open(onnx, new OnnxModel.Options(Device.CPU, 1))) {
            JsonNode sites =
                    new ObjectMapper().readTree(model.metadata().properties().getOrDefault("sites", ""));

            assertThat(sites).hasSize(1);
            assertThat(sites.get(0).fieldNames())
                    .toIterable()
                    .containsExactly("use", "images", "digest", "classes", "parts");
            assertThat(sites.at("/0/digest").asText()).isEqualTo(all.digest());
            assertThat(sites.at("/0/use").asText()).isEqualTo("training");
            assertThat(sites.at("/0/images").asInt()).isEqualTo(120);
            assertThat(sites.at("/0/classes/benign").asInt()).isEqualTo(40);
            assertThat(sites.at("/0/parts/test").asInt())
                    .isEqualTo(Splits.of(all, 5).test().size());
        }
    }

    @Test
    void cleanAndAttackedImagesSayHowManyAreOutOfScopeAndWhatTheSetsAreWorth() {
        assertThat(measured.clean().scope()).isPresent();
        SetQuality clean = measured.clean().sets().orElseThrow();
        assertThat(clean.n()).isEqualTo(Splits.of(all, 5).test().size());
        assertThat(clean.byClass().values().stream()
                        .mapToInt(SetQuality.Covered::n)
                        .sum())
                .isEqualTo(clean.n());
        assertThat(clean.meanSize()).isBetween(1.0, 3.0);
        assertThat(measured.attacks())
                .allSatisfy(attacked -> assertThat(attacked.after().sets()).isPresent());
    }

    @Test
    void everyAttackIsMeasuredOnTheSameImages() {
        assertThat(measured.attacks().stream().map(ModelPublisher.Attacked::epsilon))
                .containsExactly(2.0, 4.0, 8.0);
        assertThat(measured.attacks()).allSatisfy(attacked -> {
            assertThat(attacked.before().readings().n()).isEqualTo(4);
            assertThat(attacked.after().readings().n()).isEqualTo(4);
            assertThat(attacked.after().scores()).containsOnlyKeys(detectors());
        });
        assertThat(progress).isNotEmpty().allSatisfy(line -> assertThat(line).hasLineCount(1));
    }

    @Test
    void nothingButTheFileIsLeft() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files.filter(file -> file.toString().endsWith(".part"))).isEmpty();
        }
    }

    @Test
    void traceOfAGoodFileFindsNothing() throws Exception {
        List<String> lines = OperationTrace.compare(onnx, servedGraph(), TinyModels.phantoms(9, 2));

        assertThat(lines)
                .hasSizeGreaterThan(50)
                .noneMatch(line -> line.contains("differs") || line.contains("is not in"));
        assertThat(lines.get(2)).startsWith("pixels ");
    }

    @Test
    void alteredWeightIsFoundAndTraceBeginsAtTheOperationThatReadsIt() throws Exception {
        Path altered = dir.resolve("altered.onnx");
        ModelProto model = ModelProto.parseFrom(Files.readAllBytes(onnx));
        GraphProto.Builder graph = model.getGraph().toBuilder();
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            TensorProto tensor = graph.getInitializer(i);
            if (tensor.getName().equals("stage1.block2.conv1.b")) {
                byte[] values = tensor.getRawData().toByteArray();
                values[3] = 0x3F; // the first bias, 0, becomes 0.5
                graph.setInitializer(i, tensor.toBuilder().setRawData(ByteString.copyFrom(values)));
            }
        }
        Files.write(altered, model.toBuilder().setGraph(graph).build().toByteArray());
        ServedGraph served = servedGraph();
        Dataset images = TinyModels.phantoms(9, 2);
        List<String> lines = OperationTrace.compare(altered, served, images);
        String reader = model.getGraph().getNodeList().stream()
                .filter(node -> node.getInputList().contains("stage1.block2.conv1.b"))
                .findFirst()
                .orElseThrow()
                .getOutput(0);

        assertThat(Verifier.compare(altered, served, images).agree()).isFalse();
        assertThat(lines.stream().filter(line -> line.contains("differs")).findFirst())
                .hasValueSatisfying(line -> assertThat(line).startsWith(reader + " "));
    }

    @Test
    void shouldRefuseAFileOfAModelOfAnotherShape() {
        ServedGraph other = new ServedGraph(TinyModels.model(3, 4, DataType.FLOAT), TinyModels.detectors());

        assertThatThrownBy(() -> Verifier.compare(onnx, other, TinyModels.phantoms(9, 2)))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("another model")
                .hasMessageContaining("3 classes")
                .hasMessageContaining("(expected: 32x32x3, 4 classes");
    }

    @Test
    void agreementOnNoImageOrNotANumberIsNone() {
        assertThat(new Verifier.Differences(0, 0, 0, 0, 1).agree()).isTrue();
        assertThat(new Verifier.Differences(0, 0, 0, 0, 0).agree()).isFalse();
        assertThat(new Verifier.Differences(Double.NaN, 0, 0, 0, 1).agree()).isFalse();
        assertThat(new Verifier.Differences(0, 0, 0, 1.1e-4, 1).agree()).isFalse();
    }
}
