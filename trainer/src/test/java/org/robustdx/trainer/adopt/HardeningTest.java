package org.robustdx.trainer.adopt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.inference.image.Fit;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.trainer.data.AugmentationConfig;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.data.Splits;
import org.robustdx.trainer.defend.DefenceOptions;
import org.robustdx.trainer.defend.Defences;
import org.robustdx.trainer.harden.HardenedSpec;
import org.robustdx.trainer.model.ClassifierGraph;
import org.robustdx.trainer.modelfile.JudgedModel;
import org.robustdx.trainer.modelfile.ParentModel;
import org.robustdx.trainer.modelfile.SavedModel;
import org.robustdx.trainer.modelfile.Verifier;
import org.robustdx.trainer.nn.Parameters;
import org.robustdx.trainer.nn.WeightForm;
import org.robustdx.trainer.publish.ModelPublisher;
import org.robustdx.trainer.train.Balance;
import org.robustdx.trainer.train.Checkpoint;
import org.robustdx.trainer.train.DataSource;
import org.robustdx.trainer.train.Method;
import org.robustdx.trainer.train.Noise;
import org.robustdx.trainer.train.Provenance;
import org.robustdx.trainer.train.PublishOptions;
import org.robustdx.trainer.train.TrainOptions;
import org.robustdx.trainer.train.Trainer;
import org.robustdx.trainer.train.TrainingGraph;
import org.robustdx.trainer.train.TrainingListener;

class HardeningTest {
    private static final TrainingListener STOPS_IN_SECOND_EPOCH = new TrainingListener() {
        @Override
        public void step(int epoch, int step, TrainingGraph.Losses losses) {
            if (epoch == 2) {
                throw new IllegalStateException("stopped");
            }
        }
    };

    @TempDir
    Path dir = Path.of("");

    private Path adopted = Path.of("");
    private final Dataset images = AdoptionTest.images();

    @BeforeEach
    void adopt() throws Exception {
        adopted = dir.resolve("adopted.onnx");
        Adoption.open(AdoptionTest.logits(false), "theirs.onnx")
                .write(images, "stretch", AdoptionTest.choices(null, false), adopted, line -> {});
    }

    private static TrainOptions options(int epochs) {
        return new TrainOptions(
                new TrainOptions.Loss(Method.DENOISING, 1, 1, List.of(), 10, Balance.NONE, 0),
                new TrainOptions.Inputs(Noise.UNIFORM, 0.1, AugmentationConfig.none(), false),
                DefenceOptions.of(Defences.FAST),
                new TrainOptions.Optimisation(1e-3, 0.01, WeightForm.PLAIN, 0.5),
                new TrainOptions.Duration(epochs, 20, 5),
                7);
    }

    private Trainer trainer(Splits splits, Path checkpoint) {
        return trainer(splits, checkpoint, new TrainingListener() {});
    }

    private Trainer trainer(Splits splits, Path checkpoint, TrainingListener listener) {
        return new Trainer(
                splits.train(),
                splits.validation(),
                new Provenance("phantom", List.of("dark", "bright"), images.digest(), 1, "stretch"),
                new PublishOptions(0.1, 6, DataSource.unknown()),
                checkpoint,
                listener);
    }

    @Test
    void startsWithTheLogitsOfTheFile() throws Exception {
        ParentModel parent = ParentModel.open(adopted, 1, null);
        INDArray pixels = Nd4j.rand(DataType.FLOAT, 3, 3, 32, 32);

        try (JudgedModel judged = JudgedModel.open(adopted)) {
            INDArray expected = new ClassifierGraph(judged.network()).logits(pixels);
            INDArray found = new ClassifierGraph(parent.network().network(new Parameters(1))).logits(pixels);

            assertThat(found.distance2(expected)).isCloseTo(0, within(1e-5));
            assertThat(parent.classes()).containsExactly("dark", "bright");
            assertThat(parent.fit()).isEqualTo(Fit.STRETCH);
            assertThat(parent.splitSeed()).hasValue(1);
        }
    }

    @Test
    void trainsEveryWeightAndResumesAsIfNothingHadHappened() throws Exception {
        HardenedSpec spec = ParentModel.open(adopted, 1, null).network();
        Splits splits = Splits.of(images.withClasses(List.of("dark", "bright")), 1);
        Map<String, INDArray> before = initial(spec);

        Checkpoint whole = trainer(splits, dir.resolve("whole.zip")).run(spec, options(2));
        Path file = dir.resolve("half.zip");
        assertThatThrownBy(() -> trainer(splits, file, STOPS_IN_SECOND_EPOCH).run(spec, options(2)))
                .isInstanceOf(IllegalStateException.class);
        Checkpoint half = Checkpoint.read(file);
        Checkpoint resumed = trainer(splits, file).resume(half);

        assertThat(half.state().spec()).isInstanceOf(HardenedSpec.class);
        assertThat(((HardenedSpec) half.state().spec()).origin()).isEqualTo(spec.origin());

        assertThat(before.keySet()).isEqualTo(whole.parameters().keySet());
        assertThat(before.keySet()).contains("decoder.image.w").hasSizeGreaterThan(10);
        before.forEach(
                (name, values) -> assertThat(values.distance2(whole.parameters().get(name)))
                        .as(name)
                        .isGreaterThan(0));
        resumed.parameters().forEach((name, values) -> assertThat(
                        values.distance2(whole.parameters().get(name)))
                .as(name)
                .isCloseTo(0, within(1e-5)));
    }

    private static Map<String, INDArray> initial(HardenedSpec spec) {
        Parameters parameters = new Parameters(7);
        new ClassifierGraph(spec.network(parameters));
        return parameters.snapshot();
    }

    @Test
    void endsInAFileThatFollowsTheContract() throws Exception {
        HardenedSpec spec = ParentModel.open(adopted, 1, null).network();
        Splits splits = Splits.of(images.withClasses(List.of("dark", "bright")), 1);
        trainer(splits, dir.resolve("checkpoint.zip")).run(spec, options(1));
        Path file = dir.resolve("model.onnx");
        SavedModel saved = SavedModel.open(dir);

        ModelPublisher.Measured measured = new ModelPublisher(saved, splits, 1, "").publish(file, line -> {});

        // Scores are left out: the features of these drawings hardly vary, so rounding decides how far an image is from
        // the others.
        assertThat(measured.verified().logits()).isLessThanOrEqualTo(Verifier.TOLERANCE);
        assertThat(measured.verified().probabilities()).isLessThanOrEqualTo(Verifier.TOLERANCE);
        assertThat(measured.verified().denoised()).isLessThanOrEqualTo(Verifier.TOLERANCE);
        assertThat(measured.clean().readings().accuracy()).isGreaterThan(0.9);
        try (JudgedModel judged = JudgedModel.open(dir)) {
            assertThat(judged.network().architecture()).isEqualTo("theirs");
            assertThat(judged.metadata().properties())
                    .containsEntry("parent_sha256", spec.origin().sha256());
            INDArray pixels = Nd4j.rand(DataType.FLOAT, 2, 3, 32, 32);
            INDArray expected = new ClassifierGraph(saved.model()).logits(pixels);
            assertThat(new ClassifierGraph(judged.network()).logits(pixels).distance2(expected))
                    .isCloseTo(0, within(1e-5));
        }
        assertThat(ParentModel.open(file, 1, null).network().stages()).isEqualTo(1);
    }

    @Test
    void theDecoderBranchesOffTheTensorThatIsNamed() throws Exception {
        HardenedSpec byStage = ParentModel.open(adopted, 1, null).network();

        HardenedSpec byName =
                ParentModel.open(adopted, 1, byStage.origin().decoderAt()).network();

        assertThat(byName.origin()).isEqualTo(byStage.origin());
        assertThatThrownBy(() -> ParentModel.open(adopted, 1, "logits"))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("decoder-at: logits (expected: a tensor [N,C,S,S]");
        assertThatThrownBy(() -> ParentModel.open(adopted, 1, "nothing"))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("tensor nothing");
        assertThatThrownBy(() -> ParentModel.open(adopted, 2, null))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("decoder-stage: 2 (expected: 1 <= decoder-stage <= 1)");
    }
}
