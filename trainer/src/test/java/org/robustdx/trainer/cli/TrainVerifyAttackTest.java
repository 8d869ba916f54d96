package org.robustdx.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.ZipFile;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.robustdx.onnx.GraphProto;
import org.robustdx.onnx.ModelProto;
import org.robustdx.onnx.TensorProto;
import org.robustdx.trainer.data.DataException;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.data.DatasetLoader;
import org.robustdx.trainer.data.LoadOptions;
import org.robustdx.trainer.data.LoadProgress;
import org.robustdx.trainer.data.Splits;
import org.robustdx.trainer.train.Checkpoint;

/** The commands one after the other, on the smallest of models. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrainVerifyAttackTest {
    private static final Object[] TINY = {
        "train",
        "--task",
        "phantom",
        "--phantoms",
        100,
        "--image-size",
        32,
        "--width",
        4,
        "--batch-size",
        16,
        "--copies",
        1,
        "--epochs",
        2,
        "--attack-images",
        4,
        "--fit",
        "pad",
        "--backbone",
        "resnet-bottleneck",
        "--noise",
        "Salt-and-Pepper",
        "--defence",
        "fast",
        "--defence-epsilon",
        4,
        "--clean-share",
        0.25,
        "--feature-stages",
        "1,2",
        "--decoder-stage",
        2,
        "--vary",
        "scale=0.2,stretch=0.4",
        "--false-alarm-rate",
        0.2
    };

    private Path dir = Path.of("");
    private Path model = Path.of("");
    private Path json = Path.of("");
    private Cli trained = new Cli(-1, "", "");

    @BeforeAll
    void train(@TempDir Path folder) {
        dir = folder;
        model = dir.resolve("model");
        json = dir.resolve("train.json");
        trained = Cli.run(with(TINY, "--out", model, "--json", json));
    }

    @Test
    void trainingLeavesEverythingThatItPromises() throws IOException {
        assertThat(trained.exit()).as(trained.err()).isZero();
        assertThat(Files.readAllLines(model.resolve("history.csv")))
                .hasSize(3)
                .first()
                .asString()
                .startsWith("epoch,train_loss,");
        assertThat(Files.readString(model.resolve("model-card.md")))
                .contains(
                        "phantom",
                        "2/255",
                        "flagged",
                        "resnet-bottleneck network",
                        "--backbone resnet-bottleneck ",
                        "--noise salt-and-pepper ",
                        "--augmentation 1.0 ",
                        "--vary scale=0.2,stretch=0.4 ",
                        "--false-alarm-rate 0.2",
                        "requested: at most 0.2");
        assertThat(rate(model)).isEqualTo(0.2);
        try (ZipFile zip = new ZipFile(model.resolve("checkpoint.zip").toFile())) {
            assertThat(zip.getEntry("best/stage1.block1.expand.w.npy")).isNotNull();
        }
        assertThat(ModelProto.parseFrom(Files.readAllBytes(model.resolve("model.onnx")))
                        .getMetadataPropsList())
                .anySatisfy(entry -> {
                    assertThat(entry.getKey()).isEqualTo("fit");
                    assertThat(entry.getValue()).isEqualTo("pad");
                });
        try (var files = Files.list(model)) {
            List<Path> plots =
                    files.filter(file -> file.toString().endsWith(".png")).toList();
            assertThat(plots).isNotEmpty();
            for (Path plot : plots) {
                assertThat(ImageIO.read(plot.toFile())).isNotNull();
            }
        }
    }

    @Test
    void commandInTheCardTrainsTheSameModelAgain() throws IOException {
        String command = Files.readAllLines(model.resolve("model-card.md")).stream()
                .map(String::strip)
                .filter(line -> line.startsWith("./robustdx train"))
                .findFirst()
                .orElseThrow();
        Path again = dir.resolve("again");
        Object[] arguments = List.of(command.replace("./robustdx ", "")
                        .replace("--out DIR ", "")
                        .replace("--attack-images 4 ", "")
                        .split(" "))
                .toArray();
        Cli cli = Cli.run(with(arguments, "--phantoms", 100, "--attack-images", 0, "--out", again));

        assertThat(cli.exit()).as(cli.err()).isZero();
        Checkpoint first = Checkpoint.read(model.resolve("checkpoint.zip"));
        Checkpoint second = Checkpoint.read(again.resolve("checkpoint.zip"));
        assertThat(second.state()).isEqualTo(first.state());
        assertThat(second.best()).isEqualTo(first.best());
    }

    @Test
    void summaryOfTrainingIsForProgramsToo() throws IOException {
        JsonNode summary = new ObjectMapper().readTree(json.toFile());

        assertThat(summary.fieldNames())
                .toIterable()
                .contains("task", "parameters", "epochs", "best_epoch", "test", "attacks", "max_abs_logit_difference");
        assertThat(summary.get("epochs").asInt()).isEqualTo(2);
        assertThat(summary.get("max_abs_logit_difference").asDouble()).isBetween(0.0, 1e-4);
        assertThat(summary.at("/attacks/2/epsilon").asDouble()).isEqualTo(8);
        assertThat(summary.at("/attacks/2/n").asInt()).isEqualTo(4);
        assertThat(summary.get("false_alarm_rate").asDouble()).isEqualTo(0.2);
        assertThat(trained.out())
                .contains("white-box", "n=4", "used for no choice", "flagged at a false-alarm rate of 0.2");
        assertThat(trained.err()).doesNotContain("false-alarm-rate");
    }

    @Test
    void verifyAgreesAndSaysByHowMuch() throws IOException {
        Path summary = dir.resolve("verify.json");
        Cli cli = Cli.run("verify", "--model", model, "--images", 8, "--json", summary);

        assertThat(cli.exit()).as(cli.err()).isZero();
        assertThat(cli.out()).contains("verified");
        JsonNode keys = new ObjectMapper().readTree(summary.toFile());
        assertThat(keys.get("max_abs_logit_difference").asDouble()).isBetween(0.0, 1e-4);
        assertThat(keys.get("images").asInt()).isEqualTo(8);
        assertThat(keys.get("agree").asBoolean()).isTrue();
    }

    @Test
    void verifyFindsAFileThatIsNotTheTrainedModel() throws IOException {
        Path other = copy("altered");
        ModelProto file = ModelProto.parseFrom(Files.readAllBytes(model.resolve("model.onnx")));
        GraphProto.Builder graph = file.getGraph().toBuilder();
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            TensorProto tensor = graph.getInitializer(i);
            if (tensor.getName().equals("classifier.b")) {
                byte[] values = tensor.getRawData().toByteArray();
                values[3] = 0x3F;
                graph.setInitializer(i, tensor.toBuilder().setRawData(ByteString.copyFrom(values)));
            }
        }
        Files.write(
                other.resolve("model.onnx"),
                file.toBuilder().setGraph(graph).build().toByteArray());
        Cli cli = Cli.run("verify", "--model", other, "--images", 4);

        assertThat(cli.exit()).isEqualTo(1);
        assertThat(cli.err())
                .contains("differs from the trained graph by more than 1e-4")
                .hasLineCount(1);
        assertThat(cli.out().lines().filter(line -> line.contains("<- differs")).findFirst())
                .hasValueSatisfying(line -> assertThat(line).startsWith("logits"));
    }

    @Test
    void verifyRefusesAFileThatIsNoModelOrNotThere() throws IOException {
        Path other = copy("broken");
        Files.writeString(other.resolve("model.onnx"), "no model");
        Cli.run("verify", "--model", other).assertRefused("model.onnx");
        Files.delete(other.resolve("model.onnx"));
        Cli.run("verify", "--model", other).assertRefused("model.onnx: no such model");
    }

    @Test
    void attackWritesImagesWithinTheBudgetAndAManifest() throws IOException {
        Path out = dir.resolve("attacked");
        Path summary = dir.resolve("attack.json");
        Path data = dir.resolve("phantoms");
        assertThat(Cli.run("phantoms", "--out", data, "--count", 12, "--image-size", 32, "--seed", 8)
                        .exit())
                .isZero();
        Cli cli = Cli.run(
                "attack",
                "--model",
                model,
                "--data",
                data,
                "--split",
                "all",
                "--out",
                out,
                "--epsilon",
                6,
                "--steps",
                5,
                "--images",
                9,
                "--json",
                summary);

        assertThat(cli.exit()).as(cli.err()).isZero();
        List<String> manifest = Files.readAllLines(out.resolve("manifest.csv"));
        assertThat(manifest).hasSize(10);
        assertThat(manifest.get(0)).isEqualTo("file,attack,epsilon,label,read_before,read_after,source,norm");
        int right = 0;
        for (String line : manifest.subList(1, 10)) {
            String[] fields = line.split(",", -1);
            // The folder's classes are in alphabetical order, the model's are not.
            assertThat(fields[6]).contains(fields[3]);
            right += fields[3].equals(fields[4]) ? 1 : 0;
            var attacked = ImageIO.read(out.resolve(fields[0]).toFile());
            var clean = ImageIO.read(data.resolve(fields[6]).toFile());
            int largest = 0;
            for (int y = 0; y < 32; y++) {
                for (int x = 0; x < 32; x++) {
                    for (int shift = 0; shift <= 16; shift += 8) {
                        int a = attacked.getRGB(x, y) >> shift & 0xFF;
                        int b = clean.getRGB(x, y) >> shift & 0xFF;
                        largest = Math.max(largest, Math.abs(a - b));
                    }
                }
            }
            assertThat(largest).isBetween(1, 6);
        }
        JsonNode keys = new ObjectMapper().readTree(summary.toFile());
        assertThat(keys.get("images").asInt()).isEqualTo(9);
        assertThat(keys.get("split").asText()).isEqualTo("all");
        assertThat(keys.get("epsilon").asDouble()).isEqualTo(6);
        assertThat(keys.get("clean_accuracy").asDouble()).isCloseTo(right / 9.0, within(1e-9));
        assertThat(keys.get("attacked_accuracy").asDouble())
                .isLessThanOrEqualTo(keys.get("clean_accuracy").asDouble());
    }

    @Test
    void attackTakesALoneFileAndShowsWhatItChanged() throws IOException {
        Path lone = Files.copy(model.resolve("model.onnx"), dir.resolve("lone.onnx"));
        Path out = dir.resolve("lone-attacked");
        Cli cli = Cli.run("attack", "--model", lone, "--attack", "fgsm", "--images", 6, "--out", out);

        assertThat(cli.exit()).as(cli.err()).isZero();
        assertThat(cli.out()).contains("examples.png: image, attacked image and difference (times ");
        var picture = ImageIO.read(out.resolve("examples.png").toFile());
        assertThat(picture.getWidth()).isEqualTo(3 * 160 + 4 * 4);
        assertThat(picture.getHeight()).isEqualTo(4 * 160 + 5 * 4);
        assertThat(picture.getRGB(10, 10)).isNotEqualTo(picture.getRGB(340, 10));
    }

    @Test
    void attackTakesTheImagesThatTrainingSetAside() throws IOException, DataException {
        Path out = dir.resolve("set-aside");
        Path data = dir.resolve("sixty");
        Cli.run("phantoms", "--out", data, "--count", 60, "--image-size", 32, "--seed", 9);
        Cli cli = Cli.run("attack", "--model", model, "--data", data, "--out", out, "--attack", "fgsm", "--images", 60);

        assertThat(cli.exit()).as(cli.err()).isZero();
        assertThat(cli.out()).contains("test split");
        Dataset all = new DatasetLoader(LoadOptions.of(32, 32, 3))
                .load(data, LoadProgress.silent())
                .dataset();
        Dataset test = Splits.of(all, 1).test();
        assertThat(Files.readAllLines(out.resolve("manifest.csv")).stream()
                        .skip(1)
                        .map(line -> line.split(",", -1)[6]))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, test.size()).mapToObj(test::id).toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--attack pgd --norm l2 --epsilon 2 --steps 5 | L2 | white-box, does not know the detectors",
                "--attack transfer --source MODEL --source MODEL --epsilon 8 --steps 4 | L-inf | transfer",
                "--attack adaptive --epsilon 8 --steps 5 --restarts 2 | L-inf | white-box, knows the detectors",
                "--attack standard --epsilon 8 --steps 4 --queries 10 | L-inf | white-box, does not know the detectors",
                "--attack R_FGSM --restarts 3 --draws 2 | L-inf | white-box, does not know the detectors",
            })
    void everyKindOfAttackCanBeChosen(String options, String norm, String threatModel) throws IOException {
        Path summary = dir.resolve("kind.json");
        String[] words = options.replace("MODEL", model.toString()).split(" ", -1);
        Object[] common = {"attack", "--model", model, "--images", 4, "--out", dir.resolve("kind"), "--json", summary};
        Cli cli = Cli.run(with(common, (Object[]) words));

        assertThat(cli.exit()).as(cli.err()).isZero();
        assertThat(cli.out()).contains(norm + " epsilon", threatModel, "accuracy");
        JsonNode keys = new ObjectMapper().readTree(summary.toFile());
        assertThat(keys.get("norm").asText()).isEqualTo(norm);
        assertThat(keys.get("split").asText()).isEqualTo("all"); // Phantoms: nobody set any aside.
        assertThat(keys.get("threat_model").asText()).isEqualTo(threatModel);
    }

    @Test
    void attackRefusesClassesThatTheModelDoesNotKnow() throws IOException {
        Path data = dir.resolve("others");
        assertThat(Cli.run("phantoms", "--out", data, "--count", 9, "--image-size", 32)
                        .exit())
                .isZero();
        Files.move(data.resolve("benign"), data.resolve("harmless"));

        Cli.run("attack", "--model", model, "--data", data, "--split", "all", "--out", dir.resolve("o"))
                .assertRefused("class harmless is unknown (expected: one of ");
    }

    @Test
    void resumeOfARunThatIsOverPublishesAgainWithTheSettingsThatItBeganWith() throws IOException {
        Path other = copy("resumed");
        Files.delete(other.resolve("model.onnx"));
        // Neither batch size nor fit nor width is said again.
        Cli cli = Cli.run(
                "train",
                "--task",
                "phantom",
                "--phantoms",
                100,
                "--attack-images",
                0,
                "--out",
                other,
                "--resume",
                "--batch-size",
                4000);

        assertThat(cli.exit()).as(cli.err()).isZero();
        assertThat(other.resolve("model.onnx")).exists();
        assertThat(Files.readAllLines(other.resolve("history.csv"))).hasSize(3);
        assertThat(rate(other)).isEqualTo(0.2);
    }

    @Test
    void resumeKeepsTheNumberOfAttackedImagesAndTheSourceOfTheData() throws IOException {
        Path other = copy("kept");
        Object[] arguments = {"train", "--task", "phantom", "--phantoms", 100, "--out", other, "--resume"};

        assertThat(Cli.run(with(arguments, "--attack-images", 0, "--site", "Site 7"))
                        .exit())
                .isZero();
        Cli cli = Cli.run(arguments);
        assertThat(cli.exit()).as(cli.err()).isZero();
        assertThat(cli.err()).doesNotContain("attacking ");
        assertThat(Checkpoint.read(other.resolve("checkpoint.zip"))
                        .publication()
                        .source()
                        .site())
                .isEqualTo("Site 7");
    }

    @Test
    void trainingThatStopsEarlySaysWhyAndWhichEpochItKeeps() {
        Object[] arguments = {
            "train",
            "--task",
            "phantom",
            "--phantoms",
            100,
            "--image-size",
            32,
            "--width",
            4,
            "--batch-size",
            16,
            "--copies",
            0,
            "--epochs",
            30,
            "--learning-rate",
            0.9,
            "--patience",
            1,
            "--attack-images",
            0
        };
        Cli cli = Cli.run(with(arguments, "--out", dir.resolve("early")));

        assertThat(cli.exit()).as(cli.err()).isZero();
        assertThat(cli.err())
                .containsPattern("stopped early after epoch \\d+ of 30: 1 epoch without a better validation score"
                        + " \\(--patience 1\\); the model is that of epoch \\d+");
    }

    @Test
    void resumeCalibratesAnewForAnotherFalseAlarmRateAndKeepsIt() throws IOException {
        Path other = copy("other-rate");
        Object[] arguments = {
            "train", "--task", "phantom", "--phantoms", 100, "--attack-images", 0, "--out", other, "--resume"
        };

        assertThat(Cli.run(with(arguments, "--false-alarm-rate", 0.3)).exit()).isZero();
        assertThat(rate(other)).isEqualTo(0.3);
        assertThat(Cli.run(arguments).exit()).isZero();
        assertThat(rate(other)).isEqualTo(0.3);
    }

    @Test
    void shouldSayWhichRateIsRightForSoFewCalibrationImages() throws IOException {
        Path other = copy("too-rare");
        Object[] arguments = {"train", "--task", "phantom", "--phantoms", 100, "--out", other, "--resume"};

        Cli.run(with(arguments, "--false-alarm-rate", 0.001))
                .assertRefused("false-alarm-rate: 0.001 (expected: >= 0.1, as the calibration split has 9 images; for"
                        + " this rate it takes 999)");
        assertThat(rate(other)).isEqualTo(0.2);
    }

    private static double rate(Path model) throws IOException {
        String calibration =
                ModelProto.parseFrom(Files.readAllBytes(model.resolve("model.onnx"))).getMetadataPropsList().stream()
                        .filter(entry -> entry.getKey().equals("calibration"))
                        .findFirst()
                        .orElseThrow()
                        .getValue();
        return new ObjectMapper().readTree(calibration).get("false_alarm_rate").asDouble();
    }

    @Test
    void shouldRefuseToGoOnWithOtherData() throws IOException {
        Path other = copy("other-data");

        Cli.run("train", "--task", "phantom", "--phantoms", 101, "--out", other, "--resume")
                .assertRefused("began with other data or another task");
    }

    private Path copy(String name) throws IOException {
        Path copy = Files.createDirectories(dir.resolve(name));
        for (String file : List.of("checkpoint.zip", "model.onnx", "history.csv")) {
            Files.copy(model.resolve(file), copy.resolve(file));
        }
        return copy;
    }

    private static Object[] with(Object[] arguments, Object... more) {
        Object[] all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return all;
    }
}
