package org.robustdx.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCardWriterTest {
    private static ModelCard card(List<ModelCard.Attacked> robustness, List<ModelCard.Detection> detection) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        counts.put("NORMAL", 1341);
        counts.put("a|b\n<script>", 3875);
        return new ModelCard(
                "chest-xray",
                "chest-xray",
                List.of("NORMAL", "a|b\n<script>"),
                new ModelCard.Shape(64, 64, 1),
                1_012_345,
                "A residual network with an embedded decoder.",
                new ModelCard.Data(
                        "Paediatric chest X-rays.",
                        "Set A",
                        "Hospital B",
                        "CC BY 4.0",
                        "d1",
                        counts,
                        List.of(
                                new ModelCard.Part("train", 3650, 1200, "learning"),
                                new ModelCard.Part("test", 520, 180, "the numbers below")),
                        "patient",
                        3),
                Map.of("epochs", "12"),
                List.of(
                        new ModelCard.Metric("balanced accuracy", "clean", 0.9634, "test", 520),
                        new ModelCard.Metric("log loss", "clean", 1.2346, "test", 520),
                        new ModelCard.Metric("AUROC", "clean", Double.NaN, "test", 520)),
                List.of(new ModelCard.ClassMetric(
                        "NORMAL", 0.9, new Interval(0.85, 0.94), 130, 0.98, new Interval(0.96, 0.99), 390, "test")),
                robustness,
                detection,
                List.of("Children only."),
                new ModelCard.Provenance(
                        "robustdx 0.1.0",
                        "abc123",
                        "2026-01-01T00:00:00Z",
                        "e3b0",
                        42,
                        List.of("./robustdx train --seed 42")));
    }

    @Test
    void shouldStateEveryNumberWithItsConditions() throws Exception {
        String text = ModelCardWriter.render(card(
                List.of(new ModelCard.Attacked("PGD, 20 steps", "white-box", 4, 0.96, 0.61, "test", 256)),
                List.of(new ModelCard.Detection(
                        "reconstruction", "PGD, 20 steps", "white-box", 4.5, 0.987, 0.93, 0.011, "test", 256))));
        assertThat(text)
                .startsWith("# Model card: chest-xray\n")
                .contains("64 x 64 pixels, gray")
                .contains("| Parameters | 1,012,345 |")
                .contains("| NORMAL | 1341 | 25.7 % |")
                .contains("| test | 520 | 180 | the numbers below |")
                .contains("Split by patient: all images of one patient are in one part.")
                .contains("3 rows or images were left out")
                .contains("| balanced accuracy | clean | 96.3 % | test | 520 |")
                .contains("| Data set | Set A |", "| Site | Hospital B |", "| Licence | CC BY 4.0 |")
                .contains("| NORMAL | 90.0 % (85.0 to 94.0) | 130 | 98.0 % (96.0 to 99.0) | 390 | test |")
                .contains("| log loss | clean | 1.235 | test | 520 |")
                .contains("| AUROC | clean | n/a | test | 520 |")
                .contains("| PGD, 20 steps | white-box | 4/255 | 96.0 % | 61.0 % | test | 256 |")
                .contains(
                        "| reconstruction | PGD, 20 steps | white-box | 4.5/255 | 0.987 | 93.0 % | 1.1 % | test | 256 |")
                .contains("None of these attacks knows the detector.")
                .contains("- Children only.\n")
                .contains("| Seed | 42 |")
                .contains("    ./robustdx train --seed 42\n");
        assertThat(text.lines().filter(l -> l.startsWith("## ")))
                .containsExactly(
                        "## Intended use",
                        "## Out of scope",
                        "## Training data",
                        "## Training",
                        "## Evaluation",
                        "## Robustness",
                        "## Detection of attacks",
                        "## Limitations",
                        "## Provenance",
                        "## How to reproduce");
    }

    @Test
    void shouldClaimNothingThatWasNotMeasured() {
        String text = ModelCardWriter.render(card(List.of(), List.of()));
        assertThat(text.split("Not measured. Nothing is claimed.", -1)).hasSize(3);
    }

    @Test
    void namesFromOutsideShouldNotBecomeMarkup() {
        String text = ModelCardWriter.render(card(List.of(), List.of()));
        assertThat(text).contains("| a\\|b \\<script\\> | 3875 |").doesNotContain(" <script>");
    }

    @Test
    void everyTableShouldBeRectangular() {
        String text = ModelCardWriter.render(card(List.of(), List.of()));
        int columns = 0;
        for (String line : text.lines().toList()) {
            int bars = line.replace("\\|", "").length()
                    - line.replace("\\|", "").replace("|", "").length();
            assertThat(columns == 0 || bars == 0 || bars == columns).as(line).isTrue();
            columns = bars;
        }
    }

    @Test
    void shouldWriteTheFile(@TempDir Path dir) throws Exception {
        ModelCard card = card(List.of(), List.of());
        ModelCardWriter.write(card, dir.resolve("out/model-card.md"));
        assertThat(Files.readString(dir.resolve("out/model-card.md"))).isEqualTo(ModelCardWriter.render(card));
    }
}
