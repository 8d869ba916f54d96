package org.robustdx.trainer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.trainer.TinyModels;
import org.robustdx.trainer.nn.Results;
import org.robustdx.trainer.nn.WeightForm;

class CheckpointTest {
    @TempDir
    Path dir = Path.of("");

    private static Checkpoint checkpoint(double value) {
        TrainingState state =
                new TrainingState(TinyModels.spec(3, 3), TinyModels.options(4, 8), 2, 6, 1, 0.1 + 0.2, false);
        Provenance provenance = new Provenance("phantom", List.of("benign", "mäßig"), "ab12", -5, "pad");
        return new Checkpoint(
                state,
                arrays(value),
                arrays(value + 1),
                arrays(value + 2),
                arrays(value + 3),
                arrays(value + 4),
                provenance,
                new PublishOptions(
                        0.07,
                        0,
                        new DataSource("Set", "Site", "CC0"),
                        Map.of("north", new DataSource("Other", "There", "CC BY 4.0")),
                        4,
                        List.of()));
    }

    private static Map<String, INDArray> arrays(double value) {
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        arrays.put("stem.w", Nd4j.rand(3, 3, 1, 4).addi(value).castTo(org.nd4j.linalg.api.buffer.DataType.FLOAT));
        arrays.put("stem.b", Nd4j.createFromArray((float) value, Float.MIN_VALUE, -0.0f, 1e30f));
        return arrays;
    }

    @Test
    void everythingComesBackToTheBit() throws IOException {
        Checkpoint written = checkpoint(1);
        Path file = dir.resolve("checkpoint.zip");
        written.write(file);
        Checkpoint read = Checkpoint.read(file);

        assertThat(read.state()).isEqualTo(written.state());
        assertThat(read.provenance()).isEqualTo(written.provenance());
        assertThat(read.publication()).isEqualTo(written.publication());
        assertSame(read.parameters(), written.parameters());
        assertSame(read.average(), written.average());
        assertSame(read.best(), written.best());
        assertSame(read.firstMoments(), written.firstMoments());
        assertSame(read.secondMoments(), written.secondMoments());
    }

    private static void assertSame(Map<String, INDArray> actual, Map<String, INDArray> expected) {
        assertThat(actual.keySet()).containsExactlyElementsOf(expected.keySet());
        expected.forEach((name, array) -> {
            INDArray other = Results.get(actual, name);
            assertThat(other.shape()).isEqualTo(array.shape());
            assertThat(other.dataType()).isEqualTo(array.dataType());
            assertThat(other.dup('c').data().asFloat())
                    .isEqualTo(array.dup('c').data().asFloat());
        });
    }

    @Test
    void checkpointOfTheFormerVersionIsRead() throws IOException {
        Checkpoint read = Checkpoint.read(former(json -> json));

        assertThat(read.state()).isEqualTo(checkpoint(1).state());
        assertThat(read.publication())
                .isEqualTo(new PublishOptions(0.07, PublishOptions.DEFAULT_ATTACK_IMAGES, DataSource.unknown()));
    }

    @Test
    void checkpointFromBeforeTheFalseAlarmRateCouldBeChosenHasTheRateOfThatTime() throws IOException {
        Path file = former(json -> json.replaceFirst(",\\s*\"falseAlarmRate\" : 0\\.07", ""));

        assertThat(Checkpoint.read(file).publication()).isEqualTo(PublishOptions.ofDefaults());
    }

    @Test
    void shouldReadACheckpointFromBeforeDicomConditionsCouldBeChosen() throws IOException {
        Path file = dir.resolve("checkpoint.zip");
        checkpoint(1).write(file);
        String state;
        try (java.util.zip.ZipFile zip = new java.util.zip.ZipFile(file.toFile());
                InputStream in = zip.getInputStream(zip.getEntry("state.json"))) {
            state = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        String before = state.replaceFirst(",\\s*\"dicom\" : \\[ ?\\]", "");
        assertThat(before).isNotEqualTo(state);

        Path older = withEntry("state.json", before.getBytes(StandardCharsets.UTF_8));

        assertThat(Checkpoint.read(older).publication()).isEqualTo(checkpoint(1).publication());
    }

    @Test
    void checkpointFromBeforeWeightsCouldBeStandardisedHasPlainOnes() throws IOException {
        Path file = former(json -> json.replaceFirst("\"weights\" : \"NORMALISED\",\\s*", ""));

        assertThat(Checkpoint.read(file).state().options().optimisation().weights())
                .isEqualTo(WeightForm.PLAIN);
    }

    @Test
    void checkpointFromBeforePixelsCouldBeNormalisedAlikeHasThemByImage() throws IOException {
        Path file = former(json -> json.replaceFirst(",\\s*\"normalisation\" : \"IMAGE\"", ""));

        assertThat(Checkpoint.read(file).state().spec()).isEqualTo(TinyModels.spec(3, 3));
    }

    @Test
    void checkpointFromBeforeThereWereSitesHasNone() throws IOException {
        Path file = dir.resolve("checkpoint.zip");
        checkpoint(1).write(file);
        String json;
        try (java.util.zip.ZipFile zip = new java.util.zip.ZipFile(file.toFile())) {
            json = new String(zip.getInputStream(zip.getEntry("state.json")).readAllBytes(), StandardCharsets.UTF_8);
        }
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode head = (ObjectNode) mapper.readTree(json);
        assertThat(((ObjectNode) head.get("settings")).remove("balance-sites")).isNotNull();
        ((ObjectNode) head.get("publication")).remove(List.of("sites", "robustSets"));
        Checkpoint read = Checkpoint.read(withEntry("state.json", mapper.writeValueAsBytes(head)));

        assertThat(read.state()).isEqualTo(checkpoint(1).state());
        assertThat(read.publication()).isEqualTo(new PublishOptions(0.07, 0, new DataSource("Set", "Site", "CC0")));
    }

    @Test
    void checkpointFromBeforeImagesCouldBeStretchedStretchesNone() throws IOException {
        Path file = former(json -> {
            assertThat(json).contains("\"augmentation\"").doesNotContain("stretch");
            return json;
        });

        assertThat(Checkpoint.read(file)
                        .state()
                        .options()
                        .inputs()
                        .augmentation()
                        .stretch())
                .isZero();
    }

    /** Returns a checkpoint with a {@code state.json} as the former version wrote it, changed. */
    private Path former(UnaryOperator<String> change) throws IOException {
        String whole;
        try (InputStream in =
                Objects.requireNonNull(CheckpointTest.class.getResourceAsStream("former-version-state.json"))) {
            whole = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        String changed = change.apply(whole);
        return withEntry("state.json", changed.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void newerOneTakesThePlaceOfTheOlder() throws IOException {
        Path file = dir.resolve("checkpoint.zip");
        checkpoint(1).write(file);
        Checkpoint newer = checkpoint(5);
        newer.write(file);

        assertSame(Checkpoint.read(file).parameters(), newer.parameters());
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void writeThatFailsHalfwayLeavesTheOlderOne() throws IOException {
        Path file = dir.resolve("checkpoint.zip");
        Checkpoint older = checkpoint(1);
        older.write(file);
        Checkpoint newer = checkpoint(5);
        Results.get(newer.secondMoments(), "stem.b").close();

        assertThatThrownBy(() -> newer.write(file)).isInstanceOf(RuntimeException.class);
        assertSame(Checkpoint.read(file).parameters(), older.parameters());
    }

    @Test
    void shouldSayThatThereIsNone() {
        assertRefused(dir.resolve("none.zip"), "no such checkpoint");
        assertRefused(dir, "no such checkpoint");
    }

    @Test
    void shouldRefuseWhatIsNoZip() throws IOException {
        assertRefused(Files.writeString(dir.resolve("a.zip"), "no zip"), "not a checkpoint");
        assertRefused(Files.write(dir.resolve("b.zip"), new byte[0]), "not a checkpoint");
    }

    @Test
    void shouldRefuseAZipOfSomethingElse() throws IOException {
        assertRefused(
                rewrite(entries -> {
                    entries.remove("state.json");
                    return entries;
                }),
                "not a checkpoint (it has no state.json)");
    }

    @Test
    void shouldRefuseAStateThatIsNotOne() throws IOException {
        for (String json : List.of(
                "",
                "{",
                "{}",
                "null",
                "[]",
                "{\"state\":null,\"provenance\":null}",
                "{\"state\":{\"options\":{}},\"provenance\":null}")) {
            assertRefused(withEntry("state.json", json.getBytes(StandardCharsets.UTF_8)), "not a checkpoint");
        }
    }

    @Test
    void shouldRefuseOptionsThatCannotBe() throws IOException {
        assertRefused(
                rewrite(entries -> {
                    String json = new String(Objects.requireNonNull(entries.get("state.json")), StandardCharsets.UTF_8);
                    assertThat(json).contains("\"imageSize\" : 32");
                    entries.put(
                            "state.json",
                            json.replace("\"imageSize\" : 32", "\"imageSize\" : 33")
                                    .getBytes(StandardCharsets.UTF_8));
                    return entries;
                }),
                "not a checkpoint");
    }

    @Test
    void shouldRefuseArraysThatAreMissing() throws IOException {
        for (String name : List.of("parameters/stem.w", "best/stem.b", "moment1/stem.w", "moment2/stem.w")) {
            assertRefused(
                    rewrite(entries -> {
                        assertThat(entries.remove(name + ".npy")).isNotNull();
                        return entries;
                    }),
                    "not a checkpoint");
        }
    }

    @Test
    void shouldRefuseArraysThatAreCutShortOrNoArrays() throws IOException {
        assertRefused(
                rewrite(entries -> {
                    byte[] whole = Objects.requireNonNull(entries.get("best/stem.w.npy"));
                    entries.put("best/stem.w.npy", java.util.Arrays.copyOf(whole, whole.length - 4));
                    return entries;
                }),
                "not a checkpoint");
        assertRefused(withEntry("best/stem.w.npy", new byte[0]), "not a checkpoint");
        assertRefused(withEntry("best/stem.w.npy", "no array".getBytes(StandardCharsets.UTF_8)), "not a checkpoint");
    }

    @Test
    void shouldRefuseAFileWithDamageAnywhere() throws IOException {
        Path file = dir.resolve("whole.zip");
        checkpoint(1).write(file);
        byte[] whole = Files.readAllBytes(file);
        Path damaged = dir.resolve("damaged.zip");
        for (int keep = whole.length - 1; keep > 0; keep -= 97) {
            Files.write(damaged, java.util.Arrays.copyOf(whole, keep));
            assertRefused(damaged, "not a checkpoint");
        }
        // A flipped bit is found, or was in a field of the zip that says nothing of the content.
        Checkpoint expected = Checkpoint.read(file);
        for (int at = 0; at < whole.length; at += 13) {
            byte[] copy = whole.clone();
            copy[at] ^= 0x10;
            Files.write(damaged, copy);
            try {
                Checkpoint read = Checkpoint.read(damaged);
                assertThat(read.state()).isEqualTo(expected.state());
                assertSame(read.best(), expected.best());
            } catch (IOException e) {
                assertThat(e.getMessage()).hasLineCount(1).contains("damaged.zip: not a checkpoint");
            }
        }
    }

    private static void assertRefused(Path file, String reason) {
        assertThatThrownBy(() -> Checkpoint.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + ": " + reason)
                .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
    }

    private Path withEntry(String name, byte[] content) throws IOException {
        return rewrite(entries -> {
            entries.put(name, content);
            return entries;
        });
    }

    /** Returns a checkpoint of which some entries were changed by someone who can write zips. */
    private Path rewrite(UnaryOperator<Map<String, byte[]>> change) throws IOException {
        Path file = dir.resolve("original.zip");
        checkpoint(1).write(file);
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (InputStream in = Files.newInputStream(file);
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : change.apply(entries).entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return Files.write(dir.resolve("changed.zip"), bytes.toByteArray());
    }
}
