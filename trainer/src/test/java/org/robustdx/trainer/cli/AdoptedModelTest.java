package org.robustdx.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.model.OnnxModel;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.data.PhantomGenerator;
import org.robustdx.trainer.importer.TestGraph;

/** Every command on an adopted model, and {@code adopt --harden}: another team's small network with random weights, on phantoms. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdoptedModelTest {
    private Path dir = Path.of("");
    private Path data = Path.of("");
    private Path theirs = Path.of("");
    private Path hardened = Path.of("");
    private Path adopted = Path.of("");
    private List<String> classes = List.of();
    private Cli done = new Cli(-1, "", "");

    @BeforeAll
    void adoptAndHarden(@TempDir Path folder) throws IOException {
        dir = folder;
        data = folder.resolve("labelled images");
        Dataset images = new PhantomGenerator(5, 32).dataset(150);
        write(images, data);
        classes = images.classes();
        theirs = Files.write(folder.resolve("theirs.onnx"), network(classes.size()));
        hardened = folder.resolve("hardened");
        adopted = hardened.resolve("adopted/model.onnx");
        done = adopt(
                "--harden",
                "--method",
                "denoising",
                "--defence",
                "fast",
                "--defence-epsilon",
                2,
                "--copies",
                1,
                "--batch-size",
                20,
                "--epochs",
                1);
    }

    private static byte[] network(int classes) {
        return new TestGraph(13, -1, 3, 32, 32)
                .weights("k1", -0.4, 0.4, 8, 3, 3, 3)
                .weights("k2", -0.3, 0.3, 16, 8, 3, 3)
                .weights("w", -0.5, 0.5, 16, classes)
                .weights("b", -0.1, 0.1, classes)
                .node("Conv", "x k1", "c1", "strides", new long[] {2, 2}, "pads", new long[] {1, 1, 1, 1})
                .node("Relu", "c1", "r1")
                .node("Conv", "r1 k2", "c2", "strides", new long[] {2, 2}, "pads", new long[] {1, 1, 1, 1})
                .node("Relu", "c2", "r2")
                .node("GlobalAveragePool", "r2", "p")
                .node("Flatten", "p", "f")
                .node("Gemm", "f w b", "y")
                .build();
    }

    private Cli adopt(Object... more) {
        return Cli.run(Stream.concat(
                        Stream.of(
                                "adopt",
                                "--classifier",
                                theirs,
                                "--task",
                                "phantom",
                                "--data",
                                data,
                                "--false-alarm-rate",
                                0.1,
                                "--classes",
                                String.join(",", classes),
                                "--range",
                                "0,1",
                                "--keep",
                                "--attack-images",
                                2,
                                "--json",
                                dir.resolve("adopt.json"),
                                "--out",
                                hardened),
                        Stream.of(more))
                .toArray());
    }

    private static void write(Dataset images, Path folder) throws IOException {
        for (int i = 0; i < images.size(); i++) {
            BufferedImage image = new BufferedImage(images.width(), images.height(), BufferedImage.TYPE_INT_RGB);
            byte[] pixels = images.image(i);
            for (int p = 0; p < images.width() * images.height(); p++) {
                int rgb =
                        ((pixels[3 * p] & 0xff) << 16) | ((pixels[3 * p + 1] & 0xff) << 8) | (pixels[3 * p + 2] & 0xff);
                image.setRGB(p % images.width(), p / images.width(), rgb);
            }
            Path of = folder.resolve(images.classes().get(images.label(i)));
            Files.createDirectories(of);
            ImageIO.write(image, "png", of.resolve("phantom-" + i + ".png").toFile());
        }
    }

    private static List<String> classesOf(Path file) throws Exception {
        try (OnnxModel model = OnnxModel.open(file, new OnnxModel.Options(Device.CPU, 0))) {
            return model.metadata().classes();
        }
    }

    private JsonNode json(String name) throws IOException {
        return new ObjectMapper().readTree(dir.resolve(name).toFile());
    }

    private static void assertDone(Cli cli) {
        assertThat(cli.exit()).as(cli.err()).isZero();
    }

    @Test
    void hardenTrainsTheAdoptedNetworkWithTheOptionsOfBothCommands() throws Exception {
        assertDone(done);

        assertThat(classesOf(adopted)).isEqualTo(classes);
        assertThat(classesOf(hardened.resolve("model.onnx"))).isEqualTo(classes);
        assertThat(Files.readAllLines(hardened.resolve("history.csv"))).hasSize(2);
        assertThat(Files.readString(hardened.resolve("model-card.md")))
                .contains("--defence fast", "--false-alarm-rate 0.1", "--from model.onnx");
        assertThat(json("adopt.json").get("epochs").intValue()).isEqualTo(1);
    }

    @Test
    void hardenRefusesAnOptionOfNeitherCommandBeforeAnyImageIsRead() {
        Cli cli = Cli.run(
                "adopt",
                "--classifier",
                theirs,
                "--task",
                "phantom",
                "--data",
                "no such folder",
                "--out",
                dir.resolve("refused"),
                "--harden",
                "--epohcs",
                3);

        cli.assertRefused("Unknown options: '--epohcs', '3'");
        assertThat(dir.resolve("refused")).doesNotExist();
    }

    @Test
    void hardenRefusesAFolderWithACheckpointBeforeAnyImageIsRead() {
        adopt("--harden").assertRefused("holds a checkpoint already (expected: train --resume, or another --out)");
    }

    @Test
    void verifyComparesTheAdoptedFileWithItsGraph() throws IOException {
        assertDone(Cli.run(
                "verify", "--model", adopted, "--data", data, "--images", 8, "--json", dir.resolve("verify.json")));
        assertThat(json("verify.json").toString()).contains("\"agree");
    }

    @Test
    void attackUsesItsGradients() throws IOException {
        Path out = dir.resolve("attacked");

        assertDone(Cli.run(
                "attack",
                "--model",
                adopted,
                "--data",
                data,
                "--attack",
                "pgd",
                "--steps",
                2,
                "--epsilon",
                4,
                "--images",
                4,
                "--out",
                out));

        assertThat(Files.readAllLines(out.resolve("manifest.csv"))).hasSize(5);
    }

    @Test
    void evaluateJudgesIt() throws IOException {
        Path report = dir.resolve("report");

        assertDone(Cli.run(
                "evaluate",
                "--model",
                adopted,
                "--data",
                data,
                "--attacks",
                "pgd:steps=2,adaptive:steps=2,transfer",
                "--transfer-from",
                hardened,
                "--epsilons",
                2,
                "--images",
                4,
                "--no-shifts",
                "--no-scope",
                "--report",
                report));

        assertThat(report.resolve("report.html")).exists();
    }

    @Test
    void calibrateFitsItToASiteAndTheResultIsVerified() throws Exception {
        Path site = dir.resolve("site.onnx");

        assertDone(Cli.run("calibrate", "--model", adopted, "--data", data, "--site", "north", "--out", site));

        assertThat(classesOf(site)).isEqualTo(classes);
        assertDone(Cli.run("verify", "--model", site, "--data", data, "--images", 8));
        assertDone(Cli.run(
                "attack",
                "--model",
                site,
                "--data",
                data,
                "--attack",
                "fgsm",
                "--images",
                2,
                "--out",
                dir.resolve("attacked-site")));
    }

    @Test
    void frontIsPutBeforeIt() throws IOException {
        Path fronted = dir.resolve("fronted.onnx");

        assertDone(Cli.run(
                "front",
                "--model",
                adopted,
                "--data",
                data,
                "--front",
                "squeezing",
                "--attack-images",
                2,
                "--out",
                fronted));

        assertDone(Cli.run("verify", "--model", fronted, "--data", data, "--images", 8));
    }

    @Test
    void scopeDetectorsAreFittedAnew() throws IOException {
        Path scoped = dir.resolve("scoped.onnx");

        assertDone(Cli.run(
                "scope",
                "--model",
                adopted,
                "--data",
                data,
                "--attack-images",
                2,
                "--scope-rate",
                0.1,
                "--out",
                scoped));

        assertThat(scoped).exists();
    }

    @Test
    void studyHardensIt() throws IOException {
        Path plan = dir.resolve("plan.json");
        Files.writeString(plan, """
            {"tasks": [{"task": "phantom", "data": "labelled images"}], "seeds": [1],
             "train": {"epochs": "1", "batch-size": "20", "false-alarm-rate": "0.1", "from": "%s"},
             "evaluate": {"attacks": "pgd:steps=2", "epsilons": "2", "images": "4"},
             "rows": [{"name": "plain", "train": {"method": "plain"}},
                      {"name": "noise", "train": {"method": "noise", "copies": "1"}}]}
            """.formatted(adopted));
        Path out = dir.resolve("study");

        assertDone(Cli.run("study", "--plan", plan, "--data", dir, "--out", out));

        assertThat(out.resolve("tables.md")).exists();
    }

    @Test
    void trainReplacesTheLastLayerOfAnOrdinaryClassifier() throws Exception {
        Path out = dir.resolve("other-classes");

        assertDone(Cli.run(
                "train",
                "--task",
                "phantom",
                "--data",
                data,
                "--from",
                theirs,
                "--backbone",
                "theirs",
                "--out",
                out,
                "--epochs",
                1,
                "--batch-size",
                20,
                "--copies",
                1,
                "--attack-images",
                2,
                "--false-alarm-rate",
                0.1));

        assertThat(classesOf(out.resolve("model.onnx")))
                .isEqualTo(classes.stream().sorted().toList());
        assertDone(Cli.run("verify", "--model", out, "--data", data, "--images", 8));
        assertDone(
                Cli.run("train", "--task", "phantom", "--data", data, "--out", out, "--resume", "--attack-images", 3));
    }

    @Test
    void gradientOfAdoptedAndOrdinaryFilesIsTimed() throws IOException {
        for (Path file : List.of(adopted, theirs)) {
            assertDone(Cli.run(
                    "bench",
                    "gradient",
                    "--model",
                    file,
                    "--batch",
                    2,
                    "--steps",
                    1,
                    "--blocks",
                    1,
                    "--json",
                    dir.resolve("gradient.json")));
            assertThat(json("gradient.json").get("gradient_ms").doubleValue()).isPositive();
        }
    }
}
