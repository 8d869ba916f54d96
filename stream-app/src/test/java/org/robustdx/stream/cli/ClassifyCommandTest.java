package org.robustdx.stream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.inference.file.Sha256;
import org.robustdx.stream.Samples;

/** Files are diagnosed as the app would diagnose them, without a broker. */
class ClassifyCommandTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void shouldWriteOneJsonObjectForEachFileInOrder() throws Exception {
        Path images = Samples.folder(folder.resolve("images"), 40, 2, 1);
        Path single = Files.write(folder.resolve("single.png"), Samples.clean());
        Path json = folder.resolve("results.jsonl");

        CommandRun run = CommandRun.of(
                "classify", "--model", model(), images.toString(), single.toString(), "--json", json.toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        List<JsonNode> lines = lines(json);
        assertThat(lines).hasSize(44);
        JsonNode broken = lines.get(0);
        assertThat(broken.fieldNames()).toIterable().containsExactly("file", "refused", "message");
        assertThat(broken.get("file").asText())
                .isEqualTo(images.resolve("broken0.png").toString());
        assertThat(broken.get("refused").asText()).isEqualTo("CONTENT_UNKNOWN_FORMAT");
        JsonNode clean = lines.get(1);
        assertThat(clean.fieldNames())
                .toIterable()
                .containsExactly(
                        "file",
                        "label",
                        "probabilities",
                        "verdict",
                        "p_values",
                        "scores",
                        "prediction_set",
                        "out_of_scope_reason",
                        "model_sha256");
        assertThat(clean.get("model_sha256").asText()).isEqualTo(Sha256.hex(Files.readAllBytes(Path.of(model()))));
        assertThat(clean.get("verdict").asText()).isEqualTo("TRUSTED");
        assertThat(clean.get("probabilities").fieldNames()).toIterable().containsExactly("bright", "dark");
        assertThat(clean.get("probabilities").get("bright").asDouble()
                        + clean.get("probabilities").get("dark").asDouble())
                .isBetween(0.999, 1.001);
        assertThat(clean.get("scores").get("brightness").asDouble()).isBetween(0.2, 0.3);
        assertThat(clean.get("p_values").get("brightness").asDouble()).isBetween(0.01, 1.0);
        JsonNode white = lines.get(41);
        assertThat(white.get("file").asText()).endsWith("white0.png");
        assertThat(white.get("verdict").asText()).isEqualTo("SUSPECT");
        assertThat(white.get("label").asText()).isEqualTo("bright");
        assertThat(lines.get(43).get("file").asText()).isEqualTo(single.toString());
    }

    @Test
    void shouldShowTheDecisivePValueWithItsThreshold() throws Exception {
        Path images = Samples.folder(folder.resolve("images"), 1, 1, 1);

        CommandRun run = CommandRun.of("classify", "--model", model(), images.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines()).hasSize(4);
        assertThat(run.out()).containsPattern("broken0.png +- +refused +CONTENT_UNKNOWN_FORMAT: ");
        assertThat(run.out()).containsPattern("clean0.png .* TRUSTED +p = 0\\.\\d{4} \\(alarm at p <= 0.01\\)\\R");
        assertThat(run.out())
                .containsPattern("white0.png .* SUSPECT +p = 0\\.\\d{4} \\(alarm at p <= 0.01\\), denoised: bright\\R");
    }

    @Test
    void shouldClaimNoLabelForAnImageOutOfScope() throws Exception {
        Path images = Samples.folder(folder.resolve("images"), 1, 1, 0);
        Path json = folder.resolve("results.jsonl");

        CommandRun run = CommandRun.of(
                "classify",
                "--model",
                Samples.scopedModel(folder).toString(),
                images.toString(),
                "--json",
                json.toString());

        assertThat(run.exitCode()).isZero();
        JsonNode clean = lines(json).get(0);
        assertThat(clean.get("label").asText()).isEqualTo("dark");
        assertThat(clean.get("prediction_set")).extracting(JsonNode::asText).containsExactly("dark", "bright");
        JsonNode white = lines(json).get(1);
        assertThat(white.get("verdict").asText()).isEqualTo("OUT_OF_SCOPE");
        assertThat(white.get("label").isNull()).isTrue();
        assertThat(white.get("prediction_set")).isEmpty();
        assertThat(white.get("out_of_scope_reason").asText()).isEqualTo("UNFAMILIAR");
        assertThat(clean.get("out_of_scope_reason").isNull()).isTrue();
        assertThat(run.out()).containsPattern("clean0.png .* TRUSTED .*, one of \\[dark, bright\\]\\R");
        assertThat(run.out())
                .containsPattern(
                        "white0.png +- +OUT_OF_SCOPE +p = 0.0005 \\(out of scope at p <= 0.02\\), by familiarity\\R");
    }

    @Test
    void shouldNameTheDicomAttributeThatPutsAnImageOutOfScope() throws Exception {
        Path images = Files.createDirectory(folder.resolve("images"));
        Files.write(images.resolve("a.dcm"), Samples.dicom("CR", "CHEST"));
        Files.write(images.resolve("b.dcm"), Samples.dicom("MR", "CHEST"));
        Path json = folder.resolve("results.jsonl");

        CommandRun run = CommandRun.of(
                "classify",
                "--model",
                Samples.dicomModel(folder).toString(),
                images.toString(),
                "--json",
                json.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(lines(json).get(0).get("verdict").asText()).isEqualTo("TRUSTED");
        JsonNode mr = lines(json).get(1);
        assertThat(mr.get("verdict").asText()).isEqualTo("OUT_OF_SCOPE");
        assertThat(mr.get("out_of_scope_reason").asText()).isEqualTo("MODALITY");
        assertThat(mr.get("label").isNull()).isTrue();
        assertThat(mr.get("probabilities")).isEmpty();
        assertThat(mr.get("scores")).isEmpty();
        assertThat(run.out())
                .containsPattern("b.dcm +- +OUT_OF_SCOPE +Modality \\(0008,0060\\): MR \\(expected: DX or CR\\)\\R");
    }

    @Test
    void shouldRejectAMissingPath() throws Exception {
        CommandRun run = CommandRun.of("classify", "--model", model(), "/does/not/exist");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("robustdx: path: /does/not/exist (expected: a file or a folder)\n");
    }

    private String model() throws Exception {
        return Samples.model(folder).toString();
    }

    private static List<JsonNode> lines(Path json) throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(json)) {
            lines.add(mapper.readTree(line));
        }
        return lines;
    }
}
