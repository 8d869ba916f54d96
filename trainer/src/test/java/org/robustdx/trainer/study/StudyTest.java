package org.robustdx.trainer.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The order of commands, what is done again, and the tables; the commands themselves are stood in for. */
class StudyTest {
    @TempDir
    Path dir = Path.of("");

    private final List<String> commands = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private int failAt = Integer.MAX_VALUE;

    private static StudyPlan plan(String width) {
        return plan(width, List.of());
    }

    private static StudyPlan plan(String width, List<String> backbones) {
        return new StudyPlan(
                List.of(new StudyPlan.TaskPlan("phantom", null, Map.of())),
                backbones,
                List.of(1L, 2L),
                Map.of("width", width),
                Map.of(),
                List.of(new StudyPlan.Row("plain", Map.of()), new StudyPlan.Row("full", Map.of("method", "denoising"))),
                List.of(new StudyPlan.Row("other", Map.of())));
    }

    private final class Stand implements Study.Command {
        @Override
        public Optional<String> complaint(List<String> arguments) {
            return refused.stream().filter(arguments::contains).findFirst();
        }

        @Override
        public int run(List<String> arguments) {
            return command(arguments);
        }
    }

    private int command(List<String> arguments) {
        if (commands.size() >= failAt) {
            return 1;
        }
        String line = String.join(" ", arguments).replace(dir.toString(), "DIR");
        commands.add(line);
        if (line.startsWith("evaluate")) {
            report(Path.of(arguments.get(arguments.indexOf("--report") + 1)), line);
        }
        return 0;
    }

    private static void report(Path folder, String line) {
        double accuracy = line.contains("full") ? 0.9 : line.contains("seed-1") ? 0.6 : 0.8;
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("report.json"), """
                    {"rows": [{"kind": "clean", "name": "clean", "epsilon": null, "n": 30, "balanced_accuracy": 1},
                      {"kind": "shift", "name": "blur", "epsilon": null, "n": 30, "balanced_accuracy": 1},
                      {"kind": "attack", "name": "pgd", "epsilon": 4.0, "n": 20, "balanced_accuracy": %s}],
                     "worst_cases": [], "shifts": {"worst_balanced_accuracy": 0.5}}
                    """.formatted(accuracy));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void run(StudyPlan plan) throws IOException, StudyException {
        Study study = new Study(plan, Path.of("data"), dir, new Stand(), line -> {});
        study.check();
        study.run();
    }

    @Test
    void trainsSourcesFirstThenTrainsAndJudgesEachRowAndDrawsUpTables() throws IOException, StudyException {
        run(plan("8"));

        assertThat(commands).hasSize(10);
        assertThat(commands.get(0))
                .startsWith("train --task phantom --seed 1 ")
                .endsWith("--out DIR/phantom/other/seed-1");
        assertThat(commands.get(2)).endsWith("--width 8 --out DIR/phantom/plain/seed-1");
        assertThat(commands.get(3))
                .isEqualTo("evaluate --seed 1 --model DIR/phantom/plain/seed-1 --report DIR/phantom/plain/seed-1/report"
                        + " --transfer-from DIR/phantom/other/seed-1");
        assertThat(Files.readString(dir.resolve("tables.md")))
                .contains("mean ± standard deviation over seeds 1, 2")
                .contains("attacks on 20 images")
                .contains("| | clean | pgd 4 | worst shift |")
                .contains("| plain | 100.0 ± 0.0 | 70.0 ± 14.1 | 50.0 ± 0.0 |")
                .contains("| full | 100.0 ± 0.0 | 90.0 ± 0.0 | 50.0 ± 0.0 |");
        assertThat(dir.resolve("plots/phantom-pgd.png")).isNotEmptyFile();
    }

    @Test
    void goesOnWhereItWasInterruptedAndFromTheCheckpointOfAHalfTrainedModel() throws IOException, StudyException {
        failAt = 4;
        assertThatThrownBy(() -> run(plan("8")))
                .isInstanceOf(StudyException.class)
                .hasMessage("phantom, full, seed 1: train failed with exit code 1");
        Files.writeString(dir.resolve("phantom/full/seed-1/checkpoint.zip"), "");
        assertThat(Files.readString(dir.resolve("tables.md"))).contains("| plain | 100.0 | 60.0 | 50.0 |");
        commands.clear();
        failAt = Integer.MAX_VALUE;
        run(plan("8"));

        assertThat(commands).filteredOn(line -> line.startsWith("train")).hasSize(3);
        assertThat(commands.get(1)).startsWith("train").endsWith("--out DIR/phantom/full/seed-1 --resume");
    }

    @Test
    void aSourceOfAnotherImageSizeThanARowIsFoundBeforeTheFirstModelIsTrained() {
        StudyPlan plan = plan("8");
        StudyPlan larger = new StudyPlan(
                plan.tasks(),
                List.of(),
                plan.seeds(),
                plan.train(),
                Map.of(),
                List.of(new StudyPlan.Row("large", Map.of("image-size", "96"))),
                plan.sources());

        assertThatThrownBy(() -> run(larger))
                .isInstanceOf(StudyException.class)
                .hasMessage("phantom, other, seed 1: image-size: not given (expected: 96, as that of phantom, large,"
                        + " seed 1, which it is to attack)");
        assertThat(commands).isEmpty();
    }

    @Test
    void eachBackboneHasItsModelsItsTableAndItsPlotsAndSourcesKeepTheirOwn() throws IOException, StudyException {
        run(plan("8", List.of("vgg", "densenet")));

        assertThat(commands).filteredOn(line -> line.startsWith("train")).hasSize(2 + 2 * 2 * 2);
        assertThat(commands)
                .contains("train --task phantom --seed 2 --attack-images 0 --width 8 --backbone densenet"
                        + " --method denoising --out DIR/phantom/densenet/full/seed-2");
        assertThat(commands.get(0)).doesNotContain("--backbone");
        assertThat(commands.get(commands.size() - 1))
                .startsWith("evaluate")
                .contains("--model DIR/phantom/densenet/full/seed-2")
                .endsWith("--transfer-from DIR/phantom/other/seed-2");
        assertThat(Files.readString(dir.resolve("tables.md"))).contains("## phantom, vgg\n", "## phantom, densenet\n");
        assertThat(dir.resolve("plots/phantom-vgg-pgd.png")).isNotEmptyFile();
        assertThat(dir.resolve("plots/phantom-densenet-pgd.png")).isNotEmptyFile();
    }

    @ParameterizedTest
    @CsvSource({
        "other, other, train",
        "last, last, train",
        "judged, plain, evaluate",
    })
    void whatACommandRefusesIsFoundBeforeTheFirstModelIsTrained(String option, String cell, String command) {
        refused.add("--" + option);
        StudyPlan plan = new StudyPlan(
                List.of(new StudyPlan.TaskPlan("phantom", null, Map.of())),
                List.of(),
                List.of(1L),
                Map.of(),
                Map.of("judged", "1"),
                List.of(new StudyPlan.Row("plain", Map.of()), new StudyPlan.Row("last", Map.of("last", "1"))),
                List.of(new StudyPlan.Row("other", Map.of("other", "1"))));

        assertThatThrownBy(() -> run(plan))
                .isInstanceOf(StudyException.class)
                .hasMessage("phantom, %s, seed 1: %s: --%s", cell, command, option);
        assertThat(commands).isEmpty();
    }

    @Test
    void aDataFolderThatIsNotThereIsFoundBeforeTheFirstModelIsTrained() {
        StudyPlan plan = new StudyPlan(
                List.of(
                        new StudyPlan.TaskPlan("phantom", null, Map.of()),
                        new StudyPlan.TaskPlan("skin", "skni", Map.of())),
                List.of(),
                List.of(1L),
                Map.of(),
                Map.of(),
                List.of(new StudyPlan.Row("plain", Map.of())),
                List.of());

        assertThatThrownBy(() -> run(plan))
                .isInstanceOf(StudyException.class)
                .hasMessageEndingWith("skni: no such folder");
        assertThat(commands).isEmpty();
    }

    @Test
    void aTableOfAnUnfinishedStudySaysWhichSeedsThereAre() throws IOException {
        failAt = 6;
        assertThatThrownBy(() -> run(plan("8"))).isInstanceOf(StudyException.class);
        assertThat(Files.readString(dir.resolve("tables.md")))
                .contains("(it chose nothing), seed 1; attacks on 20 images")
                .contains("| plain | 100.0 | 60.0 | 50.0 |");

        commands.clear();
        failAt = 4;
        assertThatThrownBy(() -> run(plan("8"))).isInstanceOf(StudyException.class);
        assertThat(Files.readString(dir.resolve("tables.md")))
                .contains("over seeds 1, 2, each with its own split")
                .contains("| plain | 100.0 ± 0.0 | 70.0 ± 14.1 | 50.0 ± 0.0 |")
                .contains("| full (seed 1) | 100.0 | 90.0 | 50.0 |");
    }

    @Test
    void modelsOfOtherOptionsAreNotTakenForThoseOfThePlanWhichIsFoundBeforeAnythingIsTrained()
            throws IOException, StudyException {
        run(plan("8"));
        commands.clear();

        assertThatThrownBy(() -> run(plan("16")))
                .isInstanceOf(StudyException.class)
                .hasMessageContaining("was trained with other options");
        assertThat(commands).isEmpty();
    }

    @Test
    void aModelWhoseTrainingNeverBeganMayBeTrainedWithOtherOptions() throws IOException, StudyException {
        failAt = 0;
        assertThatThrownBy(() -> run(plan("0"))).hasMessage("phantom, other, seed 1: train failed with exit code 1");
        failAt = Integer.MAX_VALUE;
        run(plan("8"));

        assertThat(Files.readString(dir.resolve("phantom/other/seed-1/command.txt")))
                .contains("--width\n8\n");
    }
}
