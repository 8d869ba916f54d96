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
    private static final ModelCard.Sets NO_SETS = new ModelCard.Sets(0.95, 0, List.of());

    private static ModelCard.Site site(String name, String hospital) {
        return new ModelCard.Site(
                name,
                "Set A",
                hospital,
                "CC BY 4.0",
                Map.of("NORMAL", 1341),
                new java.util.TreeMap<>(Map.of("test", 520, "train", 3650)));
    }

    private static ModelCard card(List<ModelCard.Attacked> robustness, List<ModelCard.Detection> detection) {
        return card(robustness, detection, List.of(site("", "Hospital B")), NO_SETS, "");
    }

    private static ModelCard card(
            List<ModelCard.Attacked> robustness,
            List<ModelCard.Detection> detection,
            List<ModelCard.Site> sites,
            ModelCard.Sets sets,
            String parent) {
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
                        sites,
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
                sets,
                List.of("Children only."),
                new ModelCard.Provenance(
                        "robustdx 0.1.0",
                        "abc123",
                        "2026-01-01T00:00:00Z",
                        "e3b0",
                        parent,
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
                .contains("None of these attacks knows the detectors.")
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
    void severalSitesShouldHaveARowEach() {
        String text = ModelCardWriter.render(
                card(List.of(), List.of(), List.of(site("children", "Hospital B"), site("adults", "")), NO_SETS, ""));

        assertThat(text)
                .contains("| site | data set | licence | images | NORMAL | a\\|b \\<script\\> | test | train |")
                .contains("| children: Hospital B | Set A | CC BY 4.0 | 4170 | 1341 | 0 | 520 | 3650 |")
                .contains("| adults | Set A | CC BY 4.0 | 4170 | 1341 | 0 | 520 | 3650 |");
    }

    @Test
    void predictionSetsShouldSayUnderWhichAttackTheyWereCalibrated() {
        ModelCard.SetCoverage clean = new ModelCard.SetCoverage(
                "clean", "no attacker", 0, "NORMAL", 0.96, new Interval(0.9, 0.98), 130, 1.234, "test");
        String text = ModelCardWriter.render(card(
                List.of(), List.of(), List.of(site("", "B")), new ModelCard.Sets(0.95, 4, List.of(clean)), "beef"));

        assertThat(text)
                .contains("## Prediction sets\n")
                .contains("holds the true class of 95.0 % of the images of each class")
                .contains("under attacks of 4/255. This holds for attacks that are no stronger.")
                .contains("| clean | no attacker | none | NORMAL | 96.0 % (90.0 to 98.0) | 130 | 1.23 | test |")
                .contains("| Parent SHA-256 | beef; weights and logits are the same |");
        assertThat(ModelCardWriter.render(card(
                        List.of(), List.of(), List.of(site("", "B")), new ModelCard.Sets(0.95, 0, List.of(clean)), "")))
                .contains("on clean images of the calibration split. The coverage does not hold under attack.")
                .doesNotContain("Parent SHA-256");
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
