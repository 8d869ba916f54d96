package org.robustdx.trainer.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.inference.image.DicomAttribute;
import org.robustdx.inference.model.Calibration;
import org.robustdx.inference.model.DicomScope;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.inference.model.PredictionSets;
import org.robustdx.inference.model.ScopeRule;
import org.robustdx.trainer.TinyModels;
import org.robustdx.trainer.attack.DetectingClassifier.Alarm;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.data.Splits;
import org.robustdx.trainer.detect.Combined;
import org.robustdx.trainer.detect.Detector;
import org.robustdx.trainer.measure.Alarms;
import org.robustdx.trainer.model.DenoisingCnn;
import org.robustdx.trainer.model.ServedGraph;
import org.robustdx.trainer.modelfile.JudgedModel;
import org.robustdx.trainer.modelfile.ModelDetectors;
import org.robustdx.trainer.modelfile.ModelFile;
import org.robustdx.trainer.modelfile.SavedModel;
import org.robustdx.trainer.modelfile.ScopeFit;
import org.robustdx.trainer.modelfile.Scores;
import org.robustdx.trainer.modelfile.Verifier;
import org.robustdx.trainer.nn.Parameters;
import org.robustdx.trainer.scope.ScopeScore;
import org.robustdx.trainer.site.SiteEntries;
import org.robustdx.trainer.train.DataSource;
import org.robustdx.trainer.train.PublishOptions;
import org.robustdx.trainer.train.TrainingState;

class ScopeAdditionTest {
    private static final double RATE = 0.1;

    private final Dataset all = TinyModels.phantoms(1, 120);
    private final SavedModel saved = new SavedModel(
            new DenoisingCnn(TinyModels.spec(3, 3), new Parameters(4)),
            new TrainingState(TinyModels.spec(3, 3), TinyModels.options(2, 8), 2, 6, 1, 0.5, true),
            TinyModels.provenance(all),
            new PublishOptions(Calibration.DEFAULT_FALSE_ALARM_RATE, 4, DataSource.unknown()));

    @TempDir
    private Path dir = Path.of("");

    /** Writes a file of the previous version, without scope detectors. */
    private Path old() throws Exception {
        Splits splits = Splits.of(all, saved.provenance().splitSeed());
        List<Detector> detectors = ModelDetectors.fit(saved.model(), splits.validation());
        Scores clean = Scores.of(saved.servedGraph(detectors), splits.calibration());
        Calibration calibration = Calibration.ofCleanScores(clean.byDetector())
                .withAlarms(List.of(Combined.ID))
                .withFalseAlarmRate(RATE);
        Path file = dir.resolve("old.onnx");
        PredictionSets sets = PredictionSets.calibrated(
                all.classes(), clean.probabilities(), splits.calibration().labels(), 0.5, 0);
        ModelFile.write(file, saved, detectors, calibration, sets, java.util.Map.of(), java.util.Map.of());
        return file;
    }

    @Test
    void addsScopeDetectorsAndLeavesLogitsAndTamperingAlarmAsTheyAre() throws Exception {
        Path now = dir.resolve("new.onnx");
        try (JudgedModel before = JudgedModel.open(old())) {
            assertThat(before.metadata().calibration().scope()).isEmpty();
            ScopeAddition.Result result =
                    ScopeAddition.write(before, all, now, ScopeAddition.Options.ofDefaults(), line -> {});

            assertThat(result.largestLogitDifference()).isZero();
            assertThat(result.toMap())
                    .containsEntry("max_abs_logit_difference", 0.0)
                    .containsKey("test");
            assertThat(result.n()).isEqualTo(Splits.of(all, 5).test().size());
            assertThat(result.either()).isBetween(Math.max(result.outOfScope(), result.flagged()), result.n());
        }
        try (JudgedModel after = JudgedModel.open(now)) {
            Calibration calibration = after.metadata().calibration();
            assertThat(calibration.scope()).contains(new ScopeRule(List.of(ScopeScore.ID), RATE));
            assertThat(calibration.alarms()).containsExactly(Combined.ID);
            assertThat(calibration.falseAlarmRate()).isEqualTo(RATE);
            Splits splits = Splits.of(all, 5);
            assertThat(calibration.n(ScopeScore.ID))
                    .isEqualTo(splits.calibration().size() + splits.validation().size());
            assertThat(calibration.n(Combined.ID))
                    .isEqualTo(splits.calibration().size());
            PredictionSets sets = after.metadata().predictionSets().orElseThrow();
            assertThat(sets.coverage()).isEqualTo(PredictionSets.DEFAULT_COVERAGE);
            assertThat(sets.thresholds().values().stream()
                            .mapToInt(PredictionSets.Threshold::n)
                            .sum())
                    .isEqualTo(calibration.n());
            assertThat(after.metadata().properties()).containsKey("parent_sha256");
            assertThat(Verifier.compare(now, after.servedGraph(), TinyModels.phantoms(9, 20))
                            .agree())
                    .isTrue();
        }
        assertThat(dir.resolve("new.onnx.part")).doesNotExist();
    }

    @Test
    void addedAgainItReplacesTheScopeDetectors() throws Exception {
        Path file = old();
        for (int i = 0; i < 2; i++) {
            try (JudgedModel model = JudgedModel.open(file)) {
                ScopeAddition.write(
                        model, all, file, ScopeAddition.Options.ofDefaults().withScopeRate(0.2), line -> {});
            }
        }
        try (JudgedModel model = JudgedModel.open(file)) {
            assertThat(model.metadata().detectors()).doesNotHaveDuplicates().endsWith(ScopeScore.ID);
            assertThat(model.metadata().calibration().scope().orElseThrow().falseAlarmRate())
                    .isEqualTo(0.2);
        }
    }

    @Test
    void shouldKeepTheDicomConditionsOfTheFileAndChangeThemOnRequest() throws Exception {
        Path file = old();
        List<Optional<DicomScope>> scopes = new ArrayList<>();
        for (List<String> changes : List.of(List.of("modality=XC,DMS"), List.<String>of(), List.of("none"))) {
            try (JudgedModel model = JudgedModel.open(file)) {
                scopes.add(model.metadata().dicomScope());
                ScopeAddition.write(
                        model, all, file, ScopeAddition.Options.ofDefaults().withDicom(changes), line -> {});
            }
        }
        try (JudgedModel model = JudgedModel.open(file)) {
            assertThat(model.metadata().dicomScope()).isEmpty();
        }
        Optional<DicomScope> chosen =
                Optional.of(new DicomScope(Map.of(DicomAttribute.MODALITY, List.of("XC", "DMS")), Set.of()));
        assertThat(scopes).containsExactly(Optional.empty(), chosen, chosen);
    }

    @Test
    void attackThatKnowsTheDetectorsIsToldOfTheScopeScore() throws Exception {
        Path file = old();
        try (JudgedModel model = JudgedModel.open(file)) {
            ScopeAddition.write(model, all, file, ScopeAddition.Options.ofDefaults(), line -> {});
        }
        try (JudgedModel model = JudgedModel.open(file)) {
            assertThat(Alarms.of(model.metadata()))
                    .filteredOn(alarm -> Double.isFinite(alarm.threshold()))
                    .extracting(Alarm::detector)
                    .containsExactly(Combined.ID, ScopeScore.ID);
        }
    }

    @Test
    void setsCalibratedUnderAttackAreLargerAndHoldUnderThatAttackAndKeepItsSizeWhenTheFileIsMadeAgain()
            throws Exception {
        Path file = old();
        ScopeAddition.Options robust =
                new ScopeAddition.Options(Optional.empty(), Optional.of(8.0), 12, List.of(), Optional.empty());
        ScopeAddition.Result result;
        try (JudgedModel model = JudgedModel.open(file)) {
            result = ScopeAddition.write(model, all, file, robust, line -> {});
        }
        PredictionSets sets;
        try (JudgedModel model = JudgedModel.open(file)) {
            sets = model.metadata().predictionSets().orElseThrow();
            assertThat(sets.epsilon()).isEqualTo(8);
            Splits splits = Splits.of(all, 5);
            PredictionSets clean = PredictionSets.calibrated(
                    all.classes(),
                    Scores.of(model.servedGraph(), splits.calibration()).probabilities(),
                    splits.calibration().labels(),
                    PredictionSets.DEFAULT_COVERAGE,
                    0);
            sets.thresholds().forEach((name, threshold) -> assertThat(threshold.least())
                    .as(name)
                    .isLessThanOrEqualTo(clean.thresholds()
                                    .getOrDefault(name, new PredictionSets.Threshold(0, 0))
                                    .least()
                            + 1e-6));
            ScopeAddition.write(model, all, file, ScopeAddition.Options.ofDefaults(), line -> {});
        }
        assertThat(result.measured().attacks())
                .extracting(attacked -> attacked.attack().name() + " " + attacked.epsilon())
                .containsExactly("pgd 2.0", "pgd 4.0", "pgd 8.0", "pgd 8.0", "adaptive 8.0");
        try (JudgedModel model = JudgedModel.open(file)) {
            assertThat(model.metadata().predictionSets()).contains(sets);
        }
    }

    @Test
    void sitesAreStatedAnewOnlyIfAsked() throws Exception {
        Path file = old();
        PublishOptions stated = new PublishOptions(0.1, 0, new DataSource("Set", "Hospital", "CC0"));
        for (Optional<PublishOptions> source : List.of(Optional.of(stated), Optional.<PublishOptions>empty())) {
            try (JudgedModel model = JudgedModel.open(file)) {
                ScopeAddition.write(
                        model,
                        all,
                        file,
                        new ScopeAddition.Options(Optional.empty(), Optional.empty(), 0, List.of(), source),
                        line -> {});
            }
        }
        try (JudgedModel model = JudgedModel.open(file)) {
            assertThat(model.metadata().properties().get("sites"))
                    .contains("\"data_set\":\"Set\"", "\"licence\":\"CC0\"", "\"description\":\"Hospital\"");
        }
        assertThat(SiteEntries.trained(
                        List.of(), Map.of("sites", "[{\"use\":\"training\"},{\"use\":\"calibration\",\"images\":7}]")))
                .isEqualTo("[{\"use\":\"calibration\",\"images\":7}]");
    }

    @Test
    void noiseIsFartherOutThanPhantoms() throws Exception {
        Splits splits = Splits.of(all, 5);
        List<Detector> scope = ScopeFit.fit(saved.model(), false, splits.train(), splits.validation());
        ServedGraph graph = new ServedGraph(saved.model(), scope);
        int last = scope.size() - 1;
        try (INDArray noise = TinyModels.pixels(8, 3, org.nd4j.linalg.api.buffer.DataType.FLOAT, 3)
                .permute(0, 2, 3, 1)
                .mul(255)
                .castTo(org.nd4j.linalg.api.buffer.DataType.UINT8)) {
            float least = Float.POSITIVE_INFINITY;
            for (float[] row : org.robustdx.trainer.nn.Results.get(graph.run(noise), "scores")
                    .toFloatMatrix()) {
                least = Math.min(least, row[last]);
            }
            float most = 0;
            for (float score : Scores.of(graph, splits.test()).byDetector().getOrDefault(ScopeScore.ID, new float[0])) {
                most = Math.max(most, score);
            }
            assertThat(least).isGreaterThan(most);
        }
    }

    @Test
    void shouldRejectOtherDataThanTheModelWasTrainedOn() throws Exception {
        Path now = dir.resolve("new.onnx");
        try (JudgedModel model = JudgedModel.open(old())) {
            assertThatThrownBy(() -> ScopeAddition.write(
                            model, TinyModels.phantoms(2, 120), now, ScopeAddition.Options.ofDefaults(), line -> {}))
                    .isInstanceOf(InvalidModelException.class)
                    .hasMessageContaining("trained on data of digest");
        }
        assertThat(Files.exists(now)).isFalse();
    }
}
