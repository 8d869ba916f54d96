package org.robustdx.stream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.stream.Samples;
import org.robustdx.stream.content.StandInStore;

/** Many images: interrupted runs that another run continues, shards, and objects of a store. */
@Timeout(value = 5, unit = TimeUnit.MINUTES) // A limit on hanging, not on speed.
class ClassifyManyTest {
    @TempDir
    private Path folder = Path.of("");

    private Path json = Path.of("");
    private String model = "";

    @BeforeEach
    void prepare() throws IOException {
        json = folder.resolve("results.jsonl");
        model = Samples.model(folder).toString();
    }

    @Test
    void shouldContinueARunThatWasKilled() throws Exception {
        Path images = Samples.folder(folder.resolve("images"), 2000, 1, 1);
        Process run = new ProcessBuilder(
                        Path.of(System.getProperty("java.home", ""), "bin", "java")
                                .toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path", ""),
                        Main.class.getName(),
                        "classify",
                        "--model",
                        model,
                        images.toString(),
                        "--json",
                        json.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        // Once nobody reads its table, the process cannot finish.
        try (BufferedReader table = run.inputReader(StandardCharsets.UTF_8)) {
            for (int row = 0; row < 200; row++) {
                assertThat(table.readLine()).isNotNull();
            }
            run.destroyForcibly().waitFor();
        }
        List<String> before = complete(Files.readString(json));
        assertThat(before).hasSizeBetween(1, 2001);

        CommandRun resumed = classify(images, "--resume");

        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        assertThat(resumed.err()).isEqualTo("resume: %d of 2002 images have a result\n".formatted(before.size()));
        assertThat(Files.readAllLines(json)).startsWith(before.toArray(String[]::new));
        assertThat(files(json)).containsExactlyInAnyOrderElementsOf(names(images));
    }

    @Test
    void shouldRepeatAResultThatIsIncomplete() throws Exception {
        Path images = Samples.folder(folder.resolve("images"), 20, 1, 1);
        assertThat(classify(images).exitCode()).isZero();
        byte[] whole = Files.readAllBytes(json);
        List<String> lines = Files.readAllLines(json);
        int end = String.join("\n", lines.subList(0, 7)).getBytes(StandardCharsets.UTF_8).length + 1;
        for (int length : new int[] {0, 1, end - 1, end, end + 1, whole.length}) {
            Files.write(json, Arrays.copyOf(whole, length));

            CommandRun resumed = classify(images, "--resume");

            int kept = length < end - 1 ? 0 : length < end ? 6 : length == whole.length ? 22 : 7;
            assertThat(resumed.err()).isEqualTo("resume: %d of 22 images have a result\n".formatted(kept));
            assertThat(Files.readAllBytes(json)).as("%d bytes", length).isEqualTo(whole);
        }
    }

    @Test
    void shouldBeginARunWithoutEarlierResultsAndReplaceThemIfNotAskedToResume() throws Exception {
        Path images = Samples.folder(folder.resolve("images"), 3, 0, 0);
        assertThat(classify(images, "--resume").err()).isEqualTo("resume: 0 of 3 images have a result\n");
        assertThat(classify(images).err()).isEmpty();
        assertThat(files(json)).hasSize(3);
    }

    @Test
    void shouldNotMixResultsOfTwoModels() throws Exception {
        Path images = Samples.folder(folder.resolve("images"), 3, 0, 0);
        classify(images);
        String before = Files.readString(json);
        String first = Files.readAllLines(json).get(0).replaceAll(".*\"model_sha256\":\"(.{12}).*", "$1");

        CommandRun run = CommandRun.of(
                "classify",
                "--model",
                Samples.scopedModel(folder).toString(),
                images.toString(),
                "--json",
                json.toString(),
                "--resume");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .startsWith(
                        "robustdx: json: %s, line 1: result of model %s... (expected: model ".formatted(json, first));
        assertThat(Files.readString(json)).isEqualTo(before);
    }

    @Test
    void shouldNotContinueAFileThatHoldsNoResults() throws Exception {
        Path images = Samples.folder(folder.resolve("images"), 3, 0, 0);
        classify(images);
        Files.writeString(json, "{\"file\": \"a\"}\n", StandardOpenOption.APPEND);
        CommandRun run = classify(images, "--resume");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .isEqualTo("robustdx: json: %s, line 4 (expected: a result of classify)\n".formatted(json));
    }

    @Test
    void shouldShareTheImagesAmongShards() throws Exception {
        Path images = Samples.folder(folder.resolve("images"), 40, 1, 1);
        Path copy = Samples.folder(folder.resolve("copy"), 40, 1, 1);
        List<String> seen = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            assertThat(classify(copy, "--shard", i + "/3").exitCode()).isZero();
            List<String> elsewhere = files(json);
            assertThat(classify(images, "--shard", i + "/3").exitCode()).isZero();
            assertThat(files(json)).hasSizeBetween(1, 41);
            assertThat(elsewhere)
                    .as("the same part, wherever the folder is")
                    .extracting(file -> file.replace(copy.toString(), images.toString()))
                    .isEqualTo(files(json));
            seen.addAll(files(json));
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(names(images));
    }

    @ParameterizedTest
    @ValueSource(strings = {"3/2", "0/2", "1/0", "2", "a/b", "-1/2", "1/2/3", ""})
    void shouldRejectAnInvalidShard(String shard) throws Exception {
        Path images = Samples.folder(folder.resolve("images"), 1, 0, 0);
        CommandRun run = classify(images, "--shard=" + shard);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .isEqualTo("robustdx: shard: %s (expected: I/N with 1 <= I <= N, such as 1/4)\n".formatted(shard));
        assertThat(json).doesNotExist();
    }

    @Test
    void shouldShowTheProgressInsteadOfTheTable() throws Exception {
        Path images = Samples.folder(folder.resolve("images"), 18, 1, 1);
        CommandRun run = classify(images, "--progress");
        assertThat(run.out().lines()).hasSize(10).endsWith("classify: 20 of 20");
        assertThat(files(json)).hasSize(20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--progress", "--resume"})
    void shouldNeedAFileForTheResults(String option) throws Exception {
        Path images = Samples.folder(folder.resolve("images"), 1, 0, 0);
        CommandRun run = CommandRun.of("classify", "--model", model, images.toString(), option);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("robustdx: json: none (expected: a file, with --resume and --progress)\n");
    }

    @Test
    void shouldClassifyTheObjectsOfAStore() throws Exception {
        System.setProperty("aws.accessKeyId", StandInStore.KEY_ID);
        System.setProperty("aws.secretAccessKey", StandInStore.SECRET);
        try (StandInStore store = StandInStore.start()) {
            for (String key : List.of("in/a/1.png", "in/a/2.png", "in/b.png", "in/gone.png", "in/a//odd.png")) {
                store.objects().put(key, Samples.clean());
            }
            store.objects().put("in/text", "no image".getBytes(StandardCharsets.UTF_8));
            for (String key : List.of("in/a/", "in/manifest.csv", "in/a/.DS_Store", "out/c.png")) {
                store.objects().put(key, Samples.clean());
            }
            store.answer("in/gone.png", StandInStore.status(404, "NoSuchKey"));
            String url = store.settings("s3://images", Duration.ofSeconds(4))
                    .endpoint()
                    .orElseThrow()
                    .toString();

            CommandRun run = CommandRun.of(
                    "classify", "--model=" + model, "s3://images/in", "--object-store=" + url, "--json=" + json);

            assertThat(run.err()).isEmpty();
            assertThat(run.exitCode()).isZero();
            assertThat(results(json))
                    .extracting(result -> result.get("file").asText() + " "
                            + result.path("verdict").asText()
                            + result.path("refused").asText())
                    .containsExactly(
                            "s3://images/in/a//odd.png REFERENCE_NOT_ALLOWED",
                            "s3://images/in/a/1.png TRUSTED",
                            "s3://images/in/a/2.png TRUSTED",
                            "s3://images/in/b.png TRUSTED",
                            "s3://images/in/gone.png REFERENCE_NOT_FOUND",
                            "s3://images/in/text CONTENT_UNKNOWN_FORMAT");
            CommandRun empty =
                    CommandRun.of("classify", "--model=" + model, "s3://images/none", "--object-store=" + url);
            assertThat(empty.exitCode()).isEqualTo(2);
            assertThat(empty.err()).isEqualTo("robustdx: images: s3://images/none/ contains no objects\n");
        } finally {
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
        }
    }

    @Test
    void shouldRejectAMalformedAddressOfObjects() {
        CommandRun run = CommandRun.of("classify", "--model=" + model, "s3://B");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("robustdx: path: s3://B (expected: s3://BUCKET[/PREFIX])\n");
    }

    private CommandRun classify(Path images, String... options) {
        List<String> arguments =
                new ArrayList<>(List.of("classify", "--model", model, images.toString(), "--json", json.toString()));
        arguments.addAll(List.of(options));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    private static List<String> complete(String text) {
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    private static List<String> names(Path images) throws IOException {
        try (Stream<Path> files = Files.list(images)) {
            return files.filter(file -> file.toString().endsWith(".png"))
                    .map(Path::toString)
                    .toList();
        }
    }

    private static List<String> files(Path json) throws IOException {
        return results(json).stream().map(result -> result.get("file").asText()).toList();
    }

    private static List<JsonNode> results(Path json) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        List<JsonNode> results = new ArrayList<>();
        for (String line : Files.readAllLines(json)) {
            results.add(mapper.readTree(line));
        }
        return results;
    }
}
