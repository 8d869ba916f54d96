package org.robustdx.trainer.adopt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.trainer.attack.Classifier;
import org.robustdx.trainer.data.AugmentationConfig;
import org.robustdx.trainer.data.DataException;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.data.Splits;
import org.robustdx.trainer.defend.DefenceOptions;
import org.robustdx.trainer.defend.DefenceSetting;
import org.robustdx.trainer.defend.Defences;
import org.robustdx.trainer.front.FrontOptions;
import org.robustdx.trainer.front.FrontSetting;
import org.robustdx.trainer.front.FrontTraining;
import org.robustdx.trainer.front.FrontedNetwork;
import org.robustdx.trainer.front.Fronts;
import org.robustdx.trainer.harden.HardenedSpec;
import org.robustdx.trainer.model.ClassifierGraph;
import org.robustdx.trainer.modelfile.JudgedModel;
import org.robustdx.trainer.modelfile.ParentModel;
import org.robustdx.trainer.nn.Parameters;
import org.robustdx.trainer.nn.WeightForm;
import org.robustdx.trainer.train.Balance;
import org.robustdx.trainer.train.Checkpoint;
import org.robustdx.trainer.train.DataSource;
import org.robustdx.trainer.train.EpochReport;
import org.robustdx.trainer.train.Method;
import org.robustdx.trainer.train.Noise;
import org.robustdx.trainer.train.Provenance;
import org.robustdx.trainer.train.PublishOptions;
import org.robustdx.trainer.train.TrainOptions;
import org.robustdx.trainer.train.Trainer;
import org.robustdx.trainer.train.TrainingListener;

/** Every defence and every front on another team's classifier, which the test adopts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdoptedDefencesTest {
    private static final List<String> CLASSES = List.of("dark", "bright");

    private final Dataset images = AdoptionTest.images();
    private Path adopted = Path.of("");

    @BeforeAll
    void adopt(@TempDir Path dir) throws Exception {
        adopted = dir.resolve("adopted.onnx");
        Adoption.open(AdoptionTest.logits(false), "theirs.onnx")
                .write(images, "stretch", AdoptionTest.choices(null, false), adopted, line -> {});
    }

    private Splits splits() throws DataException {
        return Splits.of(images.withClasses(CLASSES), 1);
    }

    @ParameterizedTest
    @EnumSource(Fronts.class)
    void aFrontIsTrainedBeforeItAndAttackedThrough(Fronts kind) throws Exception {
        Map<FrontSetting, Double> small = new EnumMap<>(FrontSetting.class);
        small.put(FrontSetting.FRONT_WIDTH, 2.0);
        small.put(FrontSetting.FRONT_STEPS, 2.0);
        small.put(FrontSetting.PERTURBATIONS, 3.0);
        small.keySet().retainAll(kind.defaults().keySet());
        FrontOptions options = new FrontOptions(kind, small);
        try (JudgedModel judged = JudgedModel.open(adopted)) {
            Map<String, INDArray> before = judged.network().parameters().snapshot();
            FrontTraining.Result trained = new FrontTraining(
                            judged.network(),
                            options.create(),
                            splits().train(),
                            new FrontTraining.Options(1, 20, 0.01, 1),
                            line -> {})
                    .run();

            assertThat(judged.network().parameters().snapshot()).isEqualTo(before);
            Classifier fronted =
                    new ClassifierGraph(new FrontedNetwork(judged.network(), options.create(), trained.weights()));
            INDArray pixels = Nd4j.rand(DataType.FLOAT, 2, 3, 32, 32);
            INDArray weights = Nd4j.createFromArray(new float[][] {{1, -1}, {-1, 1}});
            assertThat(fronted.logits(pixels).shape()).containsExactly(2, 2);
            assertThat(fronted.logitsGradient(pixels, weights).amaxNumber().doubleValue())
                    .as("an attack needs the gradient through the front")
                    .isFinite()
                    .isGreaterThan(1e-8);
        }
    }

    @ParameterizedTest
    @EnumSource(Defences.class)
    void aDefenceTrainsItFurtherAlsoWithItselfAsFixedModel(Defences kind, @TempDir Path dir) throws Exception {
        HardenedSpec spec = ParentModel.open(adopted, 1, null).network();
        Parameters untrained = new Parameters(7);
        new ClassifierGraph(spec.network(untrained));
        List<EpochReport> reports = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void epoch(EpochReport report) {
                reports.add(report);
            }
        };
        try (JudgedModel judged = JudgedModel.open(adopted)) {
            int fixed = kind.mostSources() > 0 ? 1 : 0;
            Checkpoint done = new Trainer(
                            splits().train(),
                            splits().validation(),
                            new Provenance("phantom", CLASSES, images.digest(), 1, "stretch"),
                            new PublishOptions(0.1, 6, DataSource.unknown()),
                            dir.resolve("checkpoint.zip"),
                            listener,
                            Collections.nCopies(fixed, new ClassifierGraph(judged.network())))
                    .run(spec, options(kind, Collections.nCopies(fixed, "adopted.onnx")));

            assertThat(reports.get(0).losses().total()).isFinite();
            assertThat(reports.get(0).judgement().attacked().isPresent())
                    .isEqualTo(done.state().options().defence().attacks());
            untrained.snapshot().forEach((name, values) -> assertThat(
                            values.distance2(done.parameters().get(name)))
                    .as(name)
                    .isGreaterThan(0));
        }
    }

    private static TrainOptions options(Defences kind, List<String> sources) {
        Map<DefenceSetting, Double> settings = new EnumMap<>(DefenceSetting.class);
        if (kind.defaults().containsKey(DefenceSetting.DEFENCE_STEPS) && !kind.singleStep()) {
            settings.put(DefenceSetting.DEFENCE_STEPS, 2.0);
        }
        return new TrainOptions(
                new TrainOptions.Loss(Method.DENOISING, 1, 1, List.of(), 10, Balance.NONE, 0),
                new TrainOptions.Inputs(Noise.UNIFORM, 0.1, AugmentationConfig.none(), false),
                new DefenceOptions(kind, settings, sources),
                new TrainOptions.Optimisation(1e-3, 0.01, WeightForm.PLAIN, 0.5),
                new TrainOptions.Duration(1, 20, 5),
                7);
    }
}
