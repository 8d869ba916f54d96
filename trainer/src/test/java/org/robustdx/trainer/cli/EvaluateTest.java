package org.robustdx.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.inference.image.Raster;

/** The smallest of models, judged by its file alone and by its folder. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EvaluateTest {
    private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);

    private Path dir = Path.of("");
    private Path model = Path.of("");
    private Path report = Path.of("");
    private Path summary = Path.of("");
    private Cli evaluated = new Cli(-1, "", "");

    @BeforeAll
    void trainAndEvaluate(@TempDir Path folder) {
        dir = folder;
        model = dir.resolve("model");
        report = dir.resolve("report");
        summary = dir.resolve("summary.json");
        Cli trained = Cli.run(
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
                1,
                "--attack-images",
                0,
                "--out",
                model);
        assertThat(trained.exit()).as(trained.err()).isZero();
        assertThat(trained.err()).contains("false-alarm-rate: 0.01 (expected: >= ", ": this model will flag nothing");
        Cli rated = Cli.run(
                "train",
                "--task",
                "phantom",
                "--phantoms",
                100,
                "--attack-images",
                0,
                "--out",
                model,
                "--resume",
                "--false-alarm-rate",
                0.9);
        assertThat(rated.exit()).as(rated.err()).isZero();
        evaluated = evaluate("--report", report, "--shifts", "--json", summary);
    }

    /** The test split of 100 phantoms has 9 images, three of each class. */
    private Cli evaluate(Object... more) {
        List<Object> words = new ArrayList<>(List.of(
                "evaluate",
                "--model",
                model.resolve("model.onnx"),
                "--phantoms",
                100,
                "--images",
                6,
                "--attacks",
                "fgsm,pgd:steps=2,square:queries=3,adaptive:steps=2",
                "--epsilons",
                "2,8",
                "--transfer-from",
                model));
        words.addAll(Arrays.asList(more));
        return Cli.run(words.toArray());
    }

    @Test
    void isDoneAndSaysSo() {
        assertThat(evaluated.exit()).as(evaluated.err()).isZero();
        assertThat(evaluated.out())
                .contains("clean: accuracy ")
                .containsPattern("white-box  L-inf +2/255, worst of 2: accuracy +\\d+\\.\\d % \\[")
                .containsPattern("adaptive +L-inf +8/255")
                .contains("worst shift: ", "flag few-images: 6 images were attacked");
        assertThat(report.resolve("report.html")).isNotEmptyFile();
    }

    @Test
    void everyConditionIsInTheReport() throws IOException {
        JsonNode json = json(report.resolve("report.json"));

        Map<String, Integer> perKind = new TreeMap<>();
        json.path("rows").forEach(row -> perKind.merge(row.path("kind").asText(), 1, Integer::sum));
        assertThat(perKind)
                .containsEntry("attack", 10)
                .containsEntry("check", 5)
                .containsEntry("clean", 1)
                .containsEntry("noise", 5)
                .containsEntry("shift", 17);
        assertThat(json.path("verdicts")).hasSize(11);
        json.path("rows").forEach(row -> {
            assertThat(row.path("split").asText()).isEqualTo("test");
            assertThat(row.path("n").asInt()).isEqualTo(row.path("epsilon").isNull() ? 9 : 6);
            assertThat(row.path("accuracy").asDouble())
                    .isBetween(
                            row.at("/accuracy_95/low").asDouble(),
                            row.at("/accuracy_95/high").asDouble());
        });
        assertThat(threatModels(json, "worst_cases"))
                .containsOnly("white-box", "transfer", "black-box", "adaptive", "any");
        assertThat(threatModels(json, "detections")).containsOnly("white-box", "transfer", "black-box", "adaptive");
        assertThat(json.at("/model/network").asText()).isEqualTo("file");
        assertThat(json.at("/model/false_alarm_rate").asDouble()).isEqualTo(0.9);
        // As asked for, all images are flagged but those that look more usual than nearly all of the calibration's.
        assertThat(json.at("/rows/0/kind").asText()).isEqualTo("clean");
        assertThat(json.at("/rows/0/flagged").asDouble()).isGreaterThan(0.3);
        assertThat(json.at("/checks/graph_difference").asDouble()).isBetween(0.0, 1e-4);
        assertThat(json.at("/images/is_training_data").asBoolean()).isTrue();
        assertThat(flags(json)).contains("few-images").doesNotContain("graph-differs", "may-include-training-images");
    }

    @Test
    void summaryIsForProgramsToo() throws IOException {
        JsonNode json = json(summary);

        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly(
                        "report",
                        "model_sha256",
                        "split",
                        "seed",
                        "images",
                        "attacked_images",
                        "clean_accuracy",
                        "clean_balanced_accuracy",
                        "clean_flagged",
                        "worst_cases",
                        "trusted_misclassified",
                        "scope",
                        "prediction_sets",
                        "worst_shift",
                        "worst_shift_drop_points",
                        "flags");
        assertThat(json.at("/images").asInt()).isEqualTo(9);
        assertThat(json.at("/worst_cases/0/accuracy_95")).hasSize(2);
    }

    @Test
    void scopeDetectorsAreJudgedByGeneratedImages() throws IOException {
        JsonNode scope = json(report.resolve("report.json")).path("scope");

        assertThat(scope.path("n").asInt()).isEqualTo(9);
        Map<String, Integer> sizes = new TreeMap<>();
        scope.path("sets")
                .forEach(set ->
                        sizes.put(set.path("name").asText(), set.path("n").asInt()));
        // Phantoms have no upright position.
        assertThat(sizes)
                .containsEntry("negative", 9)
                .containsEntry("grey", 256)
                .containsEntry("colours", 256)
                .doesNotContainKey("upside-down");
        assertThat(evaluated.out())
                .containsPattern("out of scope, negative: +caught +\\d+\\.\\d % \\[")
                .contains("prediction sets for 95 %, clean: ");
        assertThat(json(summary).at("/scope/sets/noise/n").asInt()).isEqualTo(300);
    }

    @Test
    void theFolderIsJudgedAsItsFile() throws IOException {
        Path other = dir.resolve("of-folder");
        Cli cli = Cli.run(
                "evaluate",
                "--model",
                model,
                "--phantoms",
                100,
                "--images",
                6,
                "--attacks",
                "pgd:steps=2",
                "--epsilons",
                "8",
                "--no-shifts",
                "--no-scope",
                "--report",
                other);
        assertThat(cli.exit()).as(cli.err()).isZero();
        JsonNode json = json(other.resolve("report.json"));
        assertThat(json.at("/model/network").asText()).isEqualTo("checkpoint");
        assertThat(json.path("shifts").isNull()).isTrue();
        assertThat(json.at("/scope/sets")).isEmpty();
        assertThat(flags(json)).contains("no-adaptive-attack");
        assertThat(row(json, "pgd:steps=2", 8).path("accuracy"))
                .isEqualTo(row(json(report.resolve("report.json")), "pgd:steps=2", 8)
                        .path("accuracy"));
    }

    @Test
    void goesOnWhereItStopped() throws IOException {
        Path parts = report.resolve("parts");
        JsonNode before = bare(report);
        List<Path> kept = files(parts);
        // As if it had been stopped: some parts are missing, one is cut short. The others must not be touched.
        Files.delete(parts.resolve("attack-pgd_steps=2-eps8.json"));
        Files.delete(parts.resolve("shift-blur.json"));
        Path cut = parts.resolve("noise-gaussian_0.1.json");
        Files.writeString(cut, Files.readString(cut).substring(0, 100));
        Files.delete(report.resolve("report.html"));
        for (Path file : files(parts)) {
            Files.setLastModifiedTime(file, LONG_AGO);
        }

        Cli again = evaluate("--report", report, "--shifts");

        assertThat(again.exit()).as(again.err()).isZero();
        assertThat(bare(report)).isEqualTo(before);
        assertThat(report.resolve("report.html")).isNotEmptyFile();
        assertThat(files(parts)).containsExactlyElementsOf(kept);
        for (Path file : kept) {
            boolean measuredAgain = !Files.getLastModifiedTime(file).equals(LONG_AGO);
            assertThat(measuredAgain)
                    .as(file.toString())
                    .isEqualTo(List.of("attack-pgd_steps=2-eps8.json", "shift-blur.json", "noise-gaussian_0.1.json")
                            .contains(String.valueOf(file.getFileName())));
        }
    }

    @Test
    void otherSettingsAreMeasuredAnew() throws IOException {
        Path other = dir.resolve("of-seeds");
        assertThat(few(other, 1).exit()).isZero();
        Path part = other.resolve("parts").resolve("attack-fgsm-eps4.json");
        Files.setLastModifiedTime(part, LONG_AGO);
        assertThat(few(other, 1).exit()).isZero();
        assertThat(Files.getLastModifiedTime(part)).isEqualTo(LONG_AGO);
        assertThat(few(other, 2).exit()).isZero();
        assertThat(Files.getLastModifiedTime(part)).isNotEqualTo(LONG_AGO);
    }

    private Cli few(Path to, int seed) {
        return Cli.run(
                "evaluate",
                "--model",
                model.resolve("model.onnx"),
                "--phantoms",
                100,
                "--images",
                2,
                "--attacks",
                "fgsm",
                "--epsilons",
                4,
                "--no-shifts",
                "--seed",
                seed,
                "--report",
                to);
    }

    @Test
    void otherImagesAreSaidToBeOther() throws IOException {
        Path images = dir.resolve("foreign");
        for (int i = 0; i < 6; i++) {
            Path folder = Files.createDirectories(images.resolve(i % 2 == 0 ? "good" : "malignant"));
            byte[] pixels = new byte[40 * 40 * 3];
            Arrays.fill(pixels, (byte) (40 * i));
            pixels[0]++; // An image of one value carries no picture.
            Files.write(folder.resolve("patient" + i + ".png"), new Raster(40, 40, 3, pixels).toPng());
        }
        Object[] words = {
            "evaluate",
            "--model",
            model.resolve("model.onnx"),
            "--data",
            images,
            "--split",
            "all",
            "--attacks",
            "fgsm",
            "--epsilons",
            4,
            "--no-shifts",
            "--report",
            dir.resolve("of-foreign")
        };
        Cli.run(words).assertRefused("class good is unknown (expected: one of ");

        Cli cli = Cli.run(with(words, "--class", "good=benign"));

        assertThat(cli.exit()).as(cli.err()).isZero();
        JsonNode json = json(dir.resolve("of-foreign").resolve("report.json"));
        assertThat(flags(json)).contains("may-include-training-images");
        assertThat(json.at("/images/split").asText()).isEqualTo("all");
        assertThat(json.at("/images/split_seed").isNull()).isTrue();
        assertThat(json.at("/images/per_class/benign").asInt()).isEqualTo(3);
        assertThat(Files.readString(dir.resolve("of-foreign").resolve("report.html")))
                .as("names of images are no business of a report")
                .doesNotContain("patient", images.toString());
    }

    @Test
    void sitesSubgroupsAndFoldersOfOtherImagesAreJudged() throws IOException {
        Path here = phantoms("here", 5);
        Path there = phantoms("there", 6);
        StringBuilder table = new StringBuilder("file,sex,age\n");
        for (Path folder : files(there)) {
            for (Path file : files(folder)) {
                String name = String.valueOf(file.getFileName());
                table.append(name).append(name.hashCode() % 2 == 0 ? ",male,40\n" : ",female,\n");
            }
        }
        Path metadata = Files.writeString(dir.resolve("metadata.csv"), table);
        Path other = dir.resolve("of-sites");
        Cli cli = Cli.run(
                "evaluate",
                "--model",
                model.resolve("model.onnx"),
                "--data",
                "here=" + here,
                "--data",
                "there=" + there,
                "--split",
                "all",
                "--attacks",
                "fgsm",
                "--epsilons",
                4,
                "--no-shifts",
                "--by",
                "site,sex,age",
                "--metadata",
                metadata,
                "--positive",
                "malignant",
                "--out-of-scope",
                "again=" + here,
                "--report",
                other);

        assertThat(cli.exit()).as(cli.err()).isZero();
        JsonNode json = json(other.resolve("report.json"));
        List<String> attributes = new ArrayList<>();
        json.path("subgroups").forEach(by -> attributes.add(by.path("attribute").asText()));
        assertThat(attributes).containsExactly("site", "sex", "age");
        assertThat(json.at("/subgroups/0/groups/1/name").asText()).isEqualTo("there");
        assertThat(json.at("/subgroups/0/groups/1/n").asInt()).isEqualTo(30);
        assertThat(json.at("/subgroups/0/groups/1/sensitivity/n").asInt()).isEqualTo(10);
        assertThat(json.at("/subgroups/1/source").asText()).isEqualTo("metadata.csv");
        assertThat(json.at("/images/sites/0/split").asText()).isEqualTo("all");
        JsonNode sets = json.at("/scope/sets");
        JsonNode again = sets.get(sets.size() - 1);
        assertThat(again.path("name").asText()).isEqualTo("again");
        assertThat(again.path("origin").asText()).isEqualTo("folder");
        assertThat(again.path("n").asInt()).isEqualTo(30);
        assertThat(cli.out()).contains("site here: balanced accuracy ");
    }

    private Path phantoms(String name, int seed) {
        Path folder = dir.resolve(name);
        Cli cli = Cli.run("phantoms", "--out", folder, "--count", 30, "--image-size", 32, "--seed", seed);
        assertThat(cli.exit()).as(cli.err()).isZero();
        return folder;
    }

    private static Object[] with(Object[] words, Object... more) {
        List<Object> all = new ArrayList<>(Arrays.asList(words));
        all.addAll(Arrays.asList(more));
        return all.toArray();
    }

    private static JsonNode json(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }

    /** The report without what differs from run to run. */
    private static JsonNode bare(Path folder) throws IOException {
        ObjectNode json = (ObjectNode) json(folder.resolve("report.json"));
        json.remove("created");
        json.path("rows").forEach(row -> ((ObjectNode) row).remove("seconds"));
        return json;
    }

    private static JsonNode row(JsonNode json, String name, double epsilon) {
        for (JsonNode row : json.path("rows")) {
            if (row.path("name").asText().equals(name) && row.path("epsilon").asDouble() == epsilon) {
                return row;
            }
        }
        throw new AssertionError("no row " + name);
    }

    private static List<String> threatModels(JsonNode json, String list) {
        List<String> found = new ArrayList<>();
        json.path(list).forEach(entry -> found.add(entry.path("threat_model").asText()));
        return found;
    }

    private static List<String> flags(JsonNode json) {
        List<String> found = new ArrayList<>();
        json.path("flags").forEach(flag -> found.add(flag.path("id").asText()));
        return found;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
