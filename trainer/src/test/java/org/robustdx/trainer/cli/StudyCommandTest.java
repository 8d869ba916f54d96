package org.robustdx.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a plan, told by the commands that it is made of before any of them runs. */
class StudyCommandTest {
    @TempDir
    Path dir = Path.of("");

    private final StringWriter err = new StringWriter();

    private int study(String plan, Path data) {
        return Main.run(
                new PrintWriter(new StringWriter()),
                new PrintWriter(err, true),
                "study",
                "--plan",
                plan,
                "--data",
                data.toString(),
                "--out",
                dir.resolve("out").toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "phantom; widht; 8; fgsm; train: Unknown options: '--widht', '8'",
                "phantom; width; wide; fgsm; train: Invalid value for option '--width'",
                "phantom; width; 0; fgsm; train: width: 0 (expected:",
                "phantom; backbone; lenet; fgsm; train: backbone: lenet (expected: one of resnet,",
                "phantoms; width; 8; fgsm; train: task: phantoms (expected:",
                "skin; width; 8; fgsm; train: Missing required option: '--data=DIR'",
                "phantom; width; 8; transfer; evaluate: attacks: transfer without a source",
                "phantom; width; 8; pgdd; evaluate: attacks: pgdd",
            })
    void whatTrainOrEvaluateWouldRefuseIsToldInOneLineAndNothingIsTrained(
            String task, String option, String value, String attack, String complaint) throws IOException {
        Path plan = dir.resolve("plan.json");
        Files.writeString(plan, """
            {"tasks": [{"task": "%s"}], "evaluate": {"attacks": "%s"},
             "rows": [{"name": "a", "train": {}}, {"name": "b", "train": {"%s": "%s"}}]}
            """.formatted(task, attack, option, value));

        assertThat(study(plan.toString(), dir)).isEqualTo(2);
        assertThat(err.toString()).contains(", seed 1: " + complaint).hasLineCount(1);
        assertThat(dir.resolve("out")).doesNotExist();
    }

    @Test
    void aShardThatThereIsNotIsRefused() throws IOException {
        Path plan = dir.resolve("plan.json");
        Files.writeString(plan, "{\"tasks\": [{\"task\": \"phantom\"}], \"rows\": [{\"name\": \"a\"}]}");

        Cli.run("study", "--plan", plan, "--out", dir.resolve("out"), "--shard", "3/2")
                .assertRefused("shard: 3/2 (expected: I/N with 1 <= I <= N, such as 1/2)");
        assertThat(dir.resolve("out")).doesNotExist();
    }

    /** A small study that trains, puts a front before the model, and attacks both; as one run, and as two shards. */
    @Test
    void twoShardsGiveTheReportOfOneRun() throws IOException {
        Path plan = dir.resolve("plan.json");
        Files.writeString(plan, """
                {"tasks": [{"task": "phantom"}],
                 "train": {"phantoms": "100", "image-size": "32", "width": "4", "epochs": "1"},
                 "evaluate": {"phantoms": "100", "epsilons": "8", "images": "6", "no-shifts": "", "no-scope": ""},
                 "attackers": {"oblivious": "transfer:attack=fgsm:from=plain",
                               "gray-box": "transfer:attack=fgsm:from=classifier",
                               "universal": "transfer:attack=universal:steps=1:from=plain",
                               "white-box": "pgd:steps=1"},
                 "rows": [{"name": "plain", "train": {"method": "plain"}},
                          {"name": "squeezing", "classifier": "plain",
                           "front": {"front": "squeezing", "phantoms": "100"}}]}
                """);
        Path once = dir.resolve("once");
        Path shared = dir.resolve("shared");

        for (Object[] more :
                List.of(new Object[] {once, "--shard", "1/1"}, new Object[] {shared, "--shard", "1/2"}, new Object[] {
                    shared, "--shard", "2/2"
                })) {
            Cli run = Cli.run("study", "--plan", plan, "--out", more[0], more[1], more[2]);
            assertThat(run.exit()).as(run.err()).isZero();
        }

        String tables = Files.readString(once.resolve("tables.md"));
        assertThat(tables)
                .contains("| | clean | oblivious 8 | gray-box 8 | universal 8 | white-box 8 |")
                .containsPattern("\\| squeezing \\| \\d+\\.\\d \\| \\d+\\.\\d \\| \\d+\\.\\d \\|");
        assertThat(shared.resolve("tables.md")).hasContent(tables);
        assertThat(shared.resolve("results.json")).hasSameTextualContentAs(once.resolve("results.json"));
    }

    @Test
    void noPlanInTheDocumentationHasAnOptionThatWouldBeRefused() throws IOException {
        Path data = dir.resolve("data");
        Files.createDirectories(data.resolve("chest-xray/train"));
        Files.createDirectories(data.resolve("skin"));
        Files.createDirectories(data.resolve("sites/chest-b"));
        Files.createDirectories(data.resolve("sites/chest-c"));
        try (var plans = Files.list(Path.of("../docs/studies"))) {
            for (Path plan : plans.toList()) {
                err.getBuffer().setLength(0);
                study(plan.toString(), data);
                // It is looked through, and then ends at its first model: the folders are empty.
                assertThat(err.toString()).as("%s", plan).contains("1 of ").contains("train failed");
            }
        }
    }
}
