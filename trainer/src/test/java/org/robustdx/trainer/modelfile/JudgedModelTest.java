package org.robustdx.trainer.modelfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.inference.model.Calibration;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.onnx.ModelProto;
import org.robustdx.trainer.TinyModels;
import org.robustdx.trainer.calibrate.LogitCorrection;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.data.Splits;
import org.robustdx.trainer.detect.Detector;
import org.robustdx.trainer.model.CorrectedNetwork;
import org.robustdx.trainer.model.DenoisingCnn;
import org.robustdx.trainer.model.ModelSpec;
import org.robustdx.trainer.nn.Parameters;
import org.robustdx.trainer.publish.ModelPublisher;
import org.robustdx.trainer.scope.ScopeDetectors;
import org.robustdx.trainer.train.DataSource;
import org.robustdx.trainer.train.PublishOptions;
import org.robustdx.trainer.train.TrainingState;

/** An exported file, and the network that is built again from it alone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JudgedModelTest {
    private final Dataset all = TinyModels.phantoms(1, 120);
    private final SavedModel saved = new SavedModel(
            new DenoisingCnn(TinyModels.spec(3, 3), new Parameters(4)),
            new TrainingState(TinyModels.spec(3, 3), TinyModels.options(2, 8), 2, 6, 1, 0.5, true),
            TinyModels.provenance(all),
            new PublishOptions(Calibration.DEFAULT_FALSE_ALARM_RATE, 0, DataSource.unknown()));
    private Path dir = Path.of("");
    private Path onnx = Path.of("");

    @BeforeAll
    void publish(@TempDir Path folder) throws Exception {
        dir = folder;
        onnx = dir.resolve("lone.onnx");
        new ModelPublisher(saved, Splits.of(all, 5), 1, "").publish(onnx, line -> {});
    }

    @Test
    void theNetworkOfALoneFileIsTheOneThatWasExported() throws Exception {
        try (JudgedModel model = JudgedModel.open(onnx)) {
            assertThat(model.spec()).isEqualTo(saved.model().spec());
            assertThat(model.network().parameters().arrays())
                    .isEqualTo(saved.model().parameters().arrays());
            assertThat(model.detectors())
                    .extracting(Detector::id)
                    .containsExactlyElementsOf(TinyModels.allDetectors(3).stream()
                            .map(Detector::id)
                            .filter(id -> !id.equals(ScopeDetectors.UPRIGHT.id()))
                            .toList());
            assertThat(model.splitSeed()).hasValue(saved.provenance().splitSeed());
            Verifier.Differences differences = Verifier.compare(onnx, model.servedGraph(), TinyModels.phantoms(9, 20));
            assertThat(differences.agree()).as("%s", differences).isTrue();
        }
    }

    @Test
    void theNetworkOfACorrectedFileHasItsCorrection() throws Exception {
        LogitCorrection correction = new LogitCorrection(List.of(0.0, 2.0, -1.0), 0.5);
        Path corrected = dir.resolve("corrected.onnx");
        new ModelPublisher(saved.with(new CorrectedNetwork(saved.model(), correction)), Splits.of(all, 5), 1, "")
                .publish(corrected, line -> {});
        try (JudgedModel model = JudgedModel.open(corrected)) {
            assertThat(model.network().correction()).contains(correction);
            assertThat(model.metadata().properties())
                    .containsEntry(
                            CorrectionEntry.KEY,
                            "{\"temperature\":0.5,\"shift\":{\"benign\":0.0,\"atypical\":2.0,\"malignant\":-1.0},"
                                    + "\"images\":12,\"split\":\"validation\"}");
            assertThat(Verifier.compare(corrected, model.servedGraph(), TinyModels.phantoms(9, 20))
                            .agree())
                    .isTrue();
        }
    }

    @Test
    void aFolderWithoutACheckpointIsReadAsItsFile() throws Exception {
        Path folder = Files.createDirectory(dir.resolve("shipped"));
        Files.copy(onnx, folder.resolve(SavedModel.ONNX));
        try (JudgedModel model = JudgedModel.open(folder)) {
            assertThat(model.spec()).isEqualTo(saved.model().spec());
        }
    }

    @Test
    void aFileThatDoesNotSayWhatItsNetworkIsIsRefused() throws Exception {
        Path old = changed("old.onnx", model -> {
            for (int i = model.getMetadataPropsCount() - 1; i >= 0; i--) {
                if (model.getMetadataProps(i).getKey().equals(ModelSpec.KEY)) {
                    model.removeMetadataProps(i);
                }
            }
        });
        assertThatThrownBy(() -> JudgedModel.open(old))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("metadata spec is missing, as in files of older versions");
    }

    @Test
    void aSpecThatIsNotUnderstoodIsRefused() throws Exception {
        assertRefused("{\"backbone\":\"ALEX\",\"width\":4}", "metadata spec is not understood");
        assertRefused("{\"width\":4}", "metadata spec is not understood");
        assertRefused("null", "metadata spec is not understood");
        assertRefused("[", "metadata spec is not understood");
    }

    @Test
    void aSpecOfAnotherNetworkIsRefused() throws Exception {
        String spec = String.valueOf(saved.state().spec().entries().get(ModelSpec.KEY));
        assertRefused(spec.replace("\"width\":4", "\"width\":8"), "its network cannot be built again: parameter ");
        assertRefused(
                spec.replace("\"imageSize\":32", "\"imageSize\":64"), "(expected: 64x64x3 and 3, as its network)");
    }

    @Test
    void aParameterThatIsGoneIsNamed() throws Exception {
        Path file = changed(
                "gone.onnx",
                model -> model.getGraphBuilder().getInitializerBuilderList().forEach(tensor -> {
                    if (tensor.getName().equals("classifier.b")) {
                        tensor.setName("renamed");
                        model.getGraphBuilder().getNodeBuilderList().forEach(node -> {
                            for (int i = 0; i < node.getInputCount(); i++) {
                                if (node.getInput(i).equals("classifier.b")) {
                                    node.setInput(i, "renamed");
                                }
                            }
                        });
                    }
                }));
        assertThatThrownBy(() -> JudgedModel.open(file))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("parameter classifier.b is missing among the file's initializers");
    }

    @Test
    void nothingThereIsSaidSo() {
        assertThatThrownBy(() -> JudgedModel.open(dir.resolve("none.onnx")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no such model (expected: an ONNX file, or a folder that train wrote)");
    }

    private void assertRefused(String spec, String message) throws Exception {
        Path file = changed("spec.onnx", model -> model.getMetadataPropsBuilderList().stream()
                .filter(entry -> entry.getKey().equals(ModelSpec.KEY))
                .forEach(entry -> entry.setValue(spec)));
        assertThatThrownBy(() -> JudgedModel.open(file))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(message);
    }

    private Path changed(String name, Consumer<ModelProto.Builder> change) throws IOException {
        ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(onnx)).toBuilder();
        change.accept(model);
        return Files.write(dir.resolve(name), model.build().toByteArray());
    }
}
