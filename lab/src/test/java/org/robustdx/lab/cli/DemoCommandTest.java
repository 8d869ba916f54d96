package org.robustdx.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.stream.Samples;
import org.robustdx.stream.cli.CommandRun;

class DemoCommandTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void shouldAccountForEveryImage() throws IOException {
        Path model = Samples.model(folder);
        Path images = Samples.folder(folder.resolve("images"), 6, 3, 2);
        Path json = folder.resolve("summary.json");
        CommandRun run = CommandRun.on(
                new Main(),
                Map.of(),
                "demo",
                "--model",
                model.toString(),
                "--images",
                images.toString(),
                "--json",
                json.toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode summary = new ObjectMapper().readTree(Files.readString(json));
        assertThat(summary.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "images",
                        "diagnosed",
                        "dead_lettered",
                        "attacked",
                        "attacked_flagged",
                        "clean",
                        "clean_flagged",
                        "seconds",
                        "out_of_scope",
                        "attacked_out_of_scope",
                        "clean_out_of_scope",
                        "other_kind",
                        "other_kind_out_of_scope",
                        "attack",
                        "epsilon");
        assertThat(summary.get("images").asInt()).isEqualTo(11);
        assertThat(summary.get("diagnosed").asInt()).isEqualTo(9);
        assertThat(summary.get("dead_lettered").asInt()).isEqualTo(2);
        assertThat(summary.get("attacked").asInt()).isEqualTo(3);
        assertThat(summary.get("attacked_flagged").asInt()).isEqualTo(3);
        assertThat(summary.get("clean").asInt()).isEqualTo(6);
        assertThat(summary.get("clean_flagged").asInt()).isZero();
        assertThat(summary.get("attack").asText()).isEqualTo("pgd");
        assertThat(run.out()).contains("Some of 3 alerts", "CONTENT_UNKNOWN_FORMAT", "3 of 3 (100.0 %) flagged");
        assertThat(run.err()).isEmpty();
    }

    /** The white images are unknown to the scope detector of this model. */
    @Test
    void shouldShowThatImagesOfAnotherKindGetNoDiagnosis() throws IOException {
        Path model = Samples.scopedModel(folder);
        Path images = Samples.folder(folder.resolve("images"), 4, 2, 0);
        Path manifest = images.resolve("manifest.csv");
        Files.writeString(manifest, Files.readString(manifest).replace("white1.png,pgd,8", "white1.png,out-of-scope,"));
        Path json = folder.resolve("summary.json");
        CommandRun run = CommandRun.on(
                new Main(),
                Map.of(),
                "demo",
                "--model",
                model.toString(),
                "--images",
                images.toString(),
                "--json",
                json.toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode summary = new ObjectMapper().readTree(Files.readString(json));
        assertThat(summary.get("diagnosed").asInt()).isEqualTo(6);
        assertThat(summary.get("out_of_scope").asInt()).isEqualTo(2);
        assertThat(summary.get("other_kind").asInt()).isOne();
        assertThat(summary.get("other_kind_out_of_scope").asInt()).isOne();
        assertThat(summary.get("attacked").asInt()).isOne();
        assertThat(summary.get("attacked_flagged").asInt()).isOne();
        assertThat(summary.get("clean_flagged").asInt()).isZero();
        assertThat(summary.get("attacked_out_of_scope").asInt()).isOne();
        assertThat(summary.get("clean_out_of_scope").asInt()).isZero();
        assertThat(run.out())
                .contains(
                        "Some of 2 images out of scope, which get no label:",
                        "other kind     1 of 1 (100.0 %) out of scope: no label",
                        "1 of 1 (100.0 %) flagged, 1 of them as out of scope (pgd");
    }

    @Test
    void shouldCountFilesWithoutManifestAsNeitherCleanNorAttacked() throws IOException {
        Path model = Samples.model(folder);
        Path images = Samples.folder(folder.resolve("images"), 2, 1, 1);
        Files.delete(images.resolve("manifest.csv"));
        Path json = folder.resolve("summary.json");
        CommandRun run = CommandRun.on(
                new Main(),
                Map.of(),
                "demo",
                "--model",
                model.toString(),
                "--images",
                images.toString(),
                "--json",
                json.toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode summary = new ObjectMapper().readTree(Files.readString(json));
        assertThat(summary.get("images").asInt()).isEqualTo(4);
        assertThat(summary.get("attacked").asInt()).isZero();
        assertThat(summary.get("clean").asInt()).isZero();
        assertThat(summary.has("attack")).isFalse();
    }
}
