package org.robustdx.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.onnx.ModelProto;
import org.robustdx.trainer.train.Checkpoint;

/** Models of several sites, of phantoms whose classes have other names at one of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SitesCommandTest {
    private Path dir = Path.of("");
    private Path model = Path.of("");
    private Cli trained = new Cli(-1, "", "");

    @BeforeAll
    void train(@TempDir Path folder) throws IOException {
        dir = folder;
        model = dir.resolve("model");
        phantoms("north", 90, 11);
        phantoms("south", 60, 12);
        Files.move(dir.resolve("south/benign"), dir.resolve("south/Harmless"));
        Files.move(dir.resolve("south/atypical"), dir.resolve("south/ATYPICAL"));
        trained = Cli.run(training(
                        model,
                        "--robust-sets",
                        4,
                        "--licence",
                        "CC0",
                        "--licence",
                        "north=CC BY 4.0",
                        "--data-set",
                        "south=Drawings, part 2")
                .toArray());
    }

    private void phantoms(String site, int count, int seed) {
        assertThat(Cli.run("phantoms", "--out", dir.resolve(site), "--count", count, "--image-size", 32, "--seed", seed)
                        .exit())
                .isZero();
    }

    private List<Object> data(String first, String second) {
        return List.of(
                "--data",
                first + "=" + dir.resolve(first),
                "--data",
                second + "=" + dir.resolve(second),
                "--map-class",
                "harmless=benign");
    }

    private List<Object> training(Path out, Object... more) {
        List<Object> arguments = new ArrayList<>(List.of("train", "--task", "phantom", "--out", out));
        arguments.addAll(data("south", "north"));
        arguments.addAll(List.of("--image-size", 32, "--width", 4, "--batch-size", 16, "--copies", 1, "--epochs", 2));
        arguments.addAll(List.of("--attack-images", 4, "--false-alarm-rate", 0.2, "--balance-sites"));
        arguments.addAll(List.of(more));
        return arguments;
    }

    private static String metadata(Path onnx, String key) throws IOException {
        return ModelProto.parseFrom(Files.readAllBytes(onnx)).getMetadataPropsList().stream()
                .filter(entry -> entry.getKey().equals(key))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    @Test
    void fileStatesEachSiteWithItsImagesAndLicence() throws IOException {
        assertThat(trained.exit()).as(trained.err()).isZero();
        JsonNode sites = new ObjectMapper().readTree(metadata(model.resolve("model.onnx"), "sites"));

        assertThat(sites.findValuesAsText("name")).containsExactly("north", "south");
        assertThat(sites.findValuesAsText("use")).containsExactly("training", "training");
        assertThat(sites.findValuesAsText("licence")).containsExactly("CC BY 4.0", "CC0");
        assertThat(sites.at("/0/images").asInt()).isEqualTo(90);
        assertThat(sites.at("/0/data_set").isMissingNode()).isTrue();
        assertThat(sites.at("/1/data_set").asText()).isEqualTo("Drawings, part 2");
        assertThat(sites.at("/1/classes/benign").asInt()).isEqualTo(20);
        assertThat(metadata(model.resolve("model.onnx"), "classes"))
                .isEqualTo("[\"atypical\",\"benign\",\"malignant\"]");
        assertThat(metadata(model.resolve("model.onnx"), "prediction_sets")).contains("\"epsilon\":4.0");
        assertThat(metadata(model.resolve("model.onnx"), "method")).contains("\"balance_sites\":true");
    }

    @Test
    void cardHasARowForEachSiteAndRowsOfScopeAndPredictionSets() throws IOException {
        assertThat(Files.readString(model.resolve("model-card.md")))
                .contains("| site | data set | licence | images | atypical | benign | malignant | train |")
                .contains("| north | not stated | CC BY 4.0 | 90 | 30 | 30 | 30 | ")
                .contains("| south | Drawings, part 2 | CC0 | 60 | 20 | 20 | 20 | ")
                .contains("| balanced accuracy | clean | ", " | test, site north | ", " | test, site south | ")
                .contains("| out of scope | clean; requested: at most 0.2 |")
                .contains("## Prediction sets", "under attacks of 4/255.")
                .contains(
                        "| adaptive steps=100, restarts=1, confidence=0.1 | white-box, knows the detectors | 4/255 | ")
                .contains("./robustdx train --data north=DATA-OF-north --data south=DATA-OF-south"
                        + " --map-class harmless=benign --task phantom ")
                .contains(" --balance-sites", " --robust-sets 4.0", " --licence 'CC0'", " --licence 'north=CC BY 4.0'");
    }

    @Test
    void resumedRunKeepsSitesAndBalanceAndTheOrderOfTheSitesDoesNotMatter() throws IOException {
        Path half = dir.resolve("half");
        assertThat(Cli.run(training(half).toArray()).exit()).isZero();
        List<Object> again = new ArrayList<>(List.of("train", "--task", "phantom", "--out", half, "--resume"));
        again.addAll(data("north", "south"));
        Cli resumed = Cli.run(again.toArray());

        assertThat(resumed.exit()).as(resumed.err()).isZero();
        Checkpoint checkpoint = Checkpoint.read(half.resolve("checkpoint.zip"));
        assertThat(checkpoint.state().options().inputs().balanceSites()).isTrue();
        assertThat(checkpoint.best())
                .isEqualTo(Checkpoint.read(model.resolve("checkpoint.zip")).best());
        List<Object> other = new ArrayList<>(List.of("train", "--task", "phantom", "--out", half, "--resume"));
        other.addAll(List.of("--data", "north=" + dir.resolve("north")));
        Cli.run(other.toArray()).assertRefused("the checkpoint began with other data");
    }

    @Test
    void scopeTakesTheSameSitesAndWritesACard() throws IOException {
        Path card = dir.resolve("cards/scope.md");
        List<Object> arguments = new ArrayList<>(
                List.of("scope", "--model", model.resolve("model.onnx"), "--out", dir.resolve("scope.onnx")));
        arguments.addAll(data("north", "south"));
        arguments.addAll(List.of("--card", card, "--attack-images", 3, "--licence", "north=CC BY 4.0"));
        Cli cli = Cli.run(arguments.toArray());

        assertThat(cli.exit()).as(cli.err()).isZero();
        assertThat(cli.out())
                .contains("prediction sets, clean: hold the true class for ")
                .contains("prediction sets, adaptive 4/255, white-box, knows the detectors: ");
        assertThat(Files.readString(card))
                .contains("| north | not stated | CC BY 4.0 | 90 |", "| south | not stated | not stated | 60 |")
                .contains("## Prediction sets", "under attacks of 4/255.")
                .contains("| Parent SHA-256 | ")
                .contains("./robustdx train --data north=DATA-OF-north --data south=DATA-OF-south")
                .contains("./robustdx scope --model PARENT.onnx --data north=DATA-OF-north --data south=DATA-OF-south"
                        + " --map-class harmless=benign --attack-images 3 --card CARD --out FILE");
        assertThat(metadata(dir.resolve("scope.onnx"), "data_digest"))
                .isEqualTo(metadata(model.resolve("model.onnx"), "data_digest"));
    }
}
