package org.robustdx.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.inference.graph.MetadataEntries;
import org.robustdx.inference.model.Calibration;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.inference.model.OnnxModel;
import org.robustdx.inference.model.Outputs;
import org.robustdx.inference.model.ScopeRule;
import org.robustdx.onnx.ModelProto;
import org.robustdx.onnx.OnnxFiles;
import org.robustdx.trainer.calibrate.LogitCorrection;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.data.PhantomGenerator;
import org.robustdx.trainer.export.CorrectedLogits;
import org.robustdx.trainer.modelfile.JudgedModel;
import org.robustdx.trainer.modelfile.Verifier;

/** Calibration of the bundled phantom model to a site of brighter phantoms, through ONNX Runtime. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CalibrateTest {
    private static final Path BUNDLED = Path.of("../models/phantom.onnx");
    private static final int IMAGES = 150;

    private Path dir = Path.of("");
    private Path parentFile = Path.of("");
    private Path site = Path.of("");
    private Path calibrated = Path.of("");
    private Cli done = new Cli(-1, "", "");
    private JsonNode summary = new ObjectMapper().nullNode();

    @BeforeAll
    void calibrate(@TempDir Path folder) throws Exception {
        dir = folder;
        parentFile = withScopeRate(0.01, folder.resolve("parent.onnx"));
        site = write(folder.resolve("site"), phantoms(IMAGES));
        calibrated = folder.resolve("site.onnx");
        Path json = folder.resolve("site.json");
        done = Cli.run(
                "calibrate",
                "--model",
                parentFile,
                "--data",
                site,
                "--out",
                calibrated,
                "--site",
                "north",
                "--licence",
                "CC0",
                "--json",
                json);
        summary = new ObjectMapper().readTree(json.toFile());
    }

    /** Writes the bundled model with another rate of the scope, which few images can be calibrated to. */
    private static Path withScopeRate(double rate, Path file) throws Exception {
        try (OnnxModel bundled = open(BUNDLED)) {
            Calibration calibration = bundled.metadata().calibration();
            ScopeRule rule = new ScopeRule(calibration.scope().orElseThrow().detectors(), rate);
            String json = calibration.withScope(rule).toJson();
            return Files.write(file, MetadataEntries.with(Files.readAllBytes(BUNDLED), Map.of("calibration", json)));
        }
    }

    /** Returns phantoms as another device would show them: brighter, with less contrast. */
    private static Dataset phantoms(int n) {
        Dataset plain = new PhantomGenerator(77, 64).dataset(n);
        byte[][] images = new byte[n][];
        for (int i = 0; i < n; i++) {
            images[i] = plain.image(i).clone();
            for (int p = 0; p < images[i].length; p++) {
                images[i][p] = (byte) Math.round(40 + 0.75 * (images[i][p] & 0xFF));
            }
        }
        return plain.withImages(images);
    }

    private static Path write(Path folder, Dataset images) throws IOException {
        for (int i = 0; i < images.size(); i++) {
            Path of = Files.createDirectories(folder.resolve(images.classes().get(images.label(i))));
            Files.write(of.resolve(i + ".png"), images.raster(i).toPng());
        }
        return folder;
    }

    private static OnnxModel open(Path file) throws Exception {
        return OnnxModel.open(file, new OnnxModel.Options(Device.CPU, 1));
    }

    @Test
    void writesAFileThatIsValidAndSaysWhereItComesFrom() throws Exception {
        assertThat(done.err()).isEmpty();
        assertThat(done.exit()).isZero();
        assertThat(done.out()).contains("150 labelled images", "balanced accuracy", "out of scope (false alarms)");
        try (OnnxModel parent = open(parentFile);
                OnnxModel model = open(calibrated)) {
            Map<String, String> properties = model.metadata().properties();
            assertThat(properties).containsEntry("parent_sha256", parent.sha256());
            assertThat(properties.get("sites"))
                    .isEqualTo("[{\"name\":\"north\",\"use\":\"calibration\",\"images\":150,\"labelled\":true,"
                            + "\"licence\":\"CC0\"}]");
            assertThat(model.metadata().calibration().n()).isEqualTo(IMAGES);
            assertThat(model.metadata().calibration().alarms())
                    .isEqualTo(parent.metadata().calibration().alarms());
            assertThat(model.metadata()
                            .predictionSets()
                            .orElseThrow()
                            .thresholds()
                            .values())
                    .allMatch(threshold -> threshold.n() == IMAGES / 3);
            assertThat(summary.get("sha256").asText()).isEqualTo(model.sha256());
            assertThat(new ObjectMapper().readTree(properties.get("metrics")).has("before_calibration"))
                    .isTrue();
            assertThat(Files.readString(dir.resolve("site.md")))
                    .contains("calibrated to a site", "| Site | north |", parent.sha256(), model.sha256());
        }
    }

    @Test
    void correctsTheLogitsAndLeavesScoresAndImages() throws Exception {
        LogitCorrection correction =
                CorrectedLogits.of(Files.readAllBytes(calibrated)).orElseThrow();
        assertThat(correction.temperature())
                .isCloseTo(summary.get("temperature").asDouble(), within(1e-5));
        Dataset images = phantoms(9);
        byte[] pixels = images.batchNhwc(IntStream.range(0, 9).toArray());
        try (OnnxModel parent = open(parentFile);
                OnnxModel model = open(calibrated)) {
            Outputs before = parent.runRaw(pixels, 9);
            Outputs after = model.runRaw(pixels, 9);
            assertThat(after.scores()).isDeepEqualTo(before.scores());
            assertThat(after.denoised()).isDeepEqualTo(before.denoised());
            for (int i = 0; i < 9; i++) {
                double[] logits = correction.apply(before.logits()[i]);
                double[] probabilities = correction.probabilities(before.logits()[i]);
                for (int k = 0; k < logits.length; k++) {
                    assertThat((double) after.logits()[i][k]).isCloseTo(logits[k], within(1e-4));
                    assertThat((double) after.probabilities()[i][k]).isCloseTo(probabilities[k], within(1e-5));
                }
            }
        }
    }

    @Test
    void raisesTheAlarmsRarelyOnImagesLeftOutOfTheFit() {
        assertThat(summary.get("alarms_judged").asBoolean()).isTrue();
        assertThat(summary.at("/after/n").asInt()).isEqualTo(IMAGES);
        assertThat(summary.at("/after/flagged/value").asDouble()).isLessThanOrEqualTo(0.05);
    }

    @Test
    void improvesAModelThatLeansToOneClass() throws Exception {
        ModelProto plain = OnnxFiles.read(parentFile);
        Path leaning = Files.write(
                dir.resolve("leaning.onnx"),
                CorrectedLogits.replaced(plain, new LogitCorrection(List.of(0.0, 20.0, 0.0), 0.5))
                        .toByteArray());
        Path json = dir.resolve("leaning.json");
        Cli cli = Cli.run(
                "calibrate", "--model", leaning, "--data", site, "--out", dir.resolve("straight.onnx"), "--json", json);
        assertThat(cli.exit()).as(cli.err()).isZero();
        JsonNode straight = new ObjectMapper().readTree(json.toFile());
        assertThat(straight.at("/balanced_accuracy_gain/low").asDouble()).isGreaterThan(0.05);
        assertThat(straight.at("/after/log_loss/value").asDouble())
                .isLessThan(straight.at("/before/log_loss/value").asDouble());
        // The fit starts from the raw logits, so it is that of the bundled file.
        assertThat(straight.get("temperature").asDouble())
                .isCloseTo(summary.get("temperature").asDouble(), within(1e-2));
    }

    @Test
    void theNetworkIsRebuiltWithTheCorrection() throws Exception {
        try (JudgedModel judged = JudgedModel.open(calibrated)) {
            assertThat(judged.network().correction()).isEqualTo(CorrectedLogits.of(Files.readAllBytes(calibrated)));
            Verifier.Differences differences = Verifier.compare(calibrated, judged.servedGraph(), phantoms(12));
            assertThat(differences.agree()).as("%s", differences).isTrue();
        }
    }

    @Test
    void attacksTheCalibratedFile() {
        Path out = dir.resolve("attacked");
        Cli attack = Cli.run(
                "attack", "--model", calibrated, "--attack", "pgd", "--images", 6, "--out", out, "--epsilon", 4);
        assertThat(attack.err()).isEmpty();
        assertThat(attack.exit()).isZero();
    }

    @Test
    void calibratingTheCalibratedFileReplacesTheCalibration() throws Exception {
        Path twice = dir.resolve("twice.onnx");
        Cli again = Cli.run("calibrate", "--model", calibrated, "--data", site, "--out", twice, "--site", "north");
        assertThat(again.exit()).as(again.err()).isZero();
        assertThat(again.out()).contains("in place of the former correction");
        LogitCorrection first =
                CorrectedLogits.of(Files.readAllBytes(calibrated)).orElseThrow();
        LogitCorrection second = CorrectedLogits.of(Files.readAllBytes(twice)).orElseThrow();
        assertThat(second.temperature()).isCloseTo(first.temperature(), within(1e-3));
        for (int k = 0; k < 3; k++) {
            assertThat(second.shift().get(k)).isCloseTo(first.shift().get(k), within(1e-3));
        }
        try (OnnxModel once = open(calibrated);
                OnnxModel model = open(twice)) {
            ModelMetadata metadata = model.metadata();
            assertThat(metadata.properties()).containsEntry("parent_sha256", once.sha256());
            assertThat(new ObjectMapper().readTree(metadata.properties().get("sites")))
                    .hasSize(1);
            assertThat(metadata.properties().get("calibration"))
                    .isEqualTo(once.metadata().properties().get("calibration"));
        }
    }

    @Test
    void withoutLabelsTheAlarmsAloneAreFitted() throws Exception {
        Path out = dir.resolve("unlabelled.onnx");
        Path json = dir.resolve("unlabelled.json");
        Cli cli = Cli.run(
                "calibrate",
                "--model",
                parentFile,
                "--data",
                site,
                "--unlabelled",
                "--out",
                out,
                "--card",
                dir.resolve("card.md"),
                "--class-shares",
                "--json",
                json);
        assertThat(cli.exit()).as(cli.err()).isZero();
        assertThat(cli.out()).contains("unchanged, since they need labels", "estimated class shares");
        assertThat(CorrectedLogits.of(Files.readAllBytes(out))).isEqualTo(Optional.empty());
        try (OnnxModel model = open(out)) {
            assertThat(model.metadata().calibration().n()).isEqualTo(IMAGES);
            assertThat(model.metadata().properties().get("sites"))
                    .isEqualTo("[{\"use\":\"calibration\",\"images\":150,\"labelled\":false}]");
        }
        JsonNode shares = new ObjectMapper().readTree(json.toFile()).get("estimated_class_shares");
        assertThat(shares.size()).isEqualTo(3);
        assertThat(dir.resolve("card.md")).isRegularFile();
        assertThat(dir.resolve("unlabelled.md")).doesNotExist();
    }

    @Test
    void drawsAreRepeatedWithoutWritingAModel() throws Exception {
        Path json = dir.resolve("repeats.json");
        Cli cli = Cli.run(
                "calibrate", "--model", parentFile, "--data", site, "--fit-images", 100, "--repeat", 3, "--json", json);
        assertThat(cli.exit()).as(cli.err()).isZero();
        JsonNode repeats = new ObjectMapper().readTree(json.toFile()).get("repeats");
        assertThat(repeats.get("draws").asInt()).isEqualTo(3);
        assertThat(repeats.at("/judged_images/mean").asDouble()).isEqualTo(50);
        assertThat(repeats.at("/after/balanced_accuracy/mean").asDouble()).isBetween(0.3, 1.0);
    }

    @Test
    void aDrawIsJudgedOnTheRest() throws Exception {
        Path out = dir.resolve("drawn.onnx");
        Cli cli = Cli.run("calibrate", "--model", parentFile, "--data", site, "--fit-images", 105, "--out", out);
        assertThat(cli.exit()).as(cli.err()).isZero();
        assertThat(cli.out()).contains("the other patients' 45 images");
        try (OnnxModel model = open(out)) {
            assertThat(model.metadata().calibration().n()).isEqualTo(105);
        }
    }

    @Test
    void shouldRefuseTooFewImagesAndNameTheNumberNeeded() throws Exception {
        Path few = write(dir.resolve("few"), phantoms(60));
        Path out = dir.resolve("refused.onnx");
        Cli.run("calibrate", "--model", parentFile, "--data", few, "--out", out)
                .assertRefused("images of class benign: 20 (expected: >= 30 labelled images of each class");
        Cli.run("calibrate", "--model", parentFile, "--data", few, "--unlabelled", "--out", out)
                .assertRefused("images: 60 (expected: >= 99, since the smallest p-value of n images is 1/(n+1)");
        Cli.run("calibrate", "--model", parentFile, "--data", site, "--fit-images", 60, "--out", out)
                .assertRefused("images of class benign among the 60 of --fit-images: 20 (expected: >= 30");
        Cli.run("calibrate", "--model", parentFile, "--data", site, "--fit-images", 150, "--out", out)
                .assertRefused("fit-images: 150 (expected: fewer than the 150 images, so that some are left out)");
        assertThat(out).doesNotExist();
    }

    @Test
    void shouldRefuseFoldersThatAreNoSite() throws Exception {
        Path out = dir.resolve("refused.onnx");
        Path empty = Files.createDirectory(dir.resolve("empty"));
        Cli.run("calibrate", "--model", parentFile, "--data", empty, "--out", out)
                .assertRefused("empty: no files (expected: images)");
        Cli.run("calibrate", "--model", parentFile, "--data", dir.resolve("nowhere"), "--out", out)
                .assertRefused("nowhere: no such folder");
        Path one = write(dir.resolve("one"), phantoms(1));
        Cli.run("calibrate", "--model", parentFile, "--data", one, "--out", out)
                .assertRefused("1 class folders (expected: at least 2, one per class)");
        Path other = Files.createDirectory(dir.resolve("other"));

        for (String name : List.of("cats", "dogs")) {
            Files.createDirectory(other.resolve(name));
            try (Stream<Path> some = Files.list(site.resolve("benign"))) {
                Files.copy(some.findFirst().orElseThrow(), other.resolve(name).resolve("x.png"));
            }
        }

        Cli.run("calibrate", "--model", parentFile, "--data", other, "--out", out)
                .assertRefused("class cats is unknown (expected: one of ");
        assertThat(out).doesNotExist();
    }

    @Test
    void shouldIgnoreWhatDesktopsLeaveAndRefuseWhatIsNoImage() throws Exception {
        Path rubbish = write(dir.resolve("rubbish"), phantoms(120));
        Files.write(rubbish.resolve("benign").resolve("Thumbs.db"), new byte[] {1, 2, 3});
        Files.write(rubbish.resolve(".hidden"), new byte[] {1});
        Path out = dir.resolve("rubbish.onnx");
        assertThat(Cli.run("calibrate", "--model", parentFile, "--data", rubbish, "--out", out)
                        .exit())
                .isZero();
        Files.write(rubbish.resolve("benign").resolve("notes.txt"), new byte[] {1, 2, 3});
        Cli.run("calibrate", "--model", parentFile, "--data", rubbish, "--out", out)
                .assertRefused("notes.txt");
        Cli skipping = Cli.run("calibrate", "--model", parentFile, "--data", rubbish, "--out", out, "--skip-bad");
        assertThat(skipping.exit()).as(skipping.err()).isZero();
        assertThat(skipping.out()).contains("skipped 1");
    }

    @Test
    void shouldRefuseAFileThatIsNoModelAndLeaveTheOldFileAlone() throws Exception {
        Path noModel = Files.write(dir.resolve("no-model.onnx"), new byte[] {1, 2, 3, 4});
        Path out = Files.write(dir.resolve("old.onnx"), new byte[] {7});
        Cli.run("calibrate", "--model", noModel, "--data", site, "--out", out).assertRefused("no-model");
        assertThat(Files.readAllBytes(out)).containsExactly(7);
    }
}
