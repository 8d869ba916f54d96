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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.robustdx.trainer.evaluate.Report;
import org.robustdx.trainer.evaluate.ReportFile;
import org.robustdx.trainer.evaluate.Reports;

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

    private class Stand implements Runs {
        @Override
        public Optional<String> complaint(Training training) {
            return refused.stream().filter(training.options()::containsKey).findFirst();
        }

        @Override
        public Optional<String> complaint(Evaluating evaluating) {
            return refused.stream().filter(evaluating.options()::containsKey).findFirst();
        }

        @Override
        public Optional<String> complaint(Fronting fronting) {
            return refused.stream().filter(fronting.options()::containsKey).findFirst();
        }

        @Override
        public void front(Fronting fronting) throws StudyException {
            note("front " + fronting.options() + words(fronting.sites()) + " " + fronting.model() + " to "
                    + fronting.out());
        }

        @Override
        public void pause() {
            Thread.onSpinWait();
        }

        @Override
        public void train(Training training) throws StudyException {
            note("train " + training.options() + words(training.sites()) + " " + training.out()
                    + (training.resume() ? " resumed" : ""));
        }

        @Override
        public Report evaluate(Evaluating evaluating) throws StudyException {
            note("evaluate " + evaluating.options() + words(evaluating.sites()) + " " + evaluating.model() + " against "
                    + evaluating.sources());
            String model = evaluating.model().toString();
            double accuracy = model.contains("full") ? 0.9 : model.contains("seed-1") ? 0.6 : 0.8;
            Report report = Reports.ofStudy(accuracy);
            try {
                Files.createDirectories(evaluating.report());
                ReportFile.write(report, evaluating.report().resolve("report.json"));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            return report;
        }
    }

    private static String words(List<String> sites) {
        return sites.isEmpty() ? "" : " " + String.join(" ", sites);
    }

    private synchronized void note(String run) throws StudyException {
        if (commands.size() >= failAt) {
            throw new StudyException("no more");
        }
        commands.add(run.replace(dir.toString(), "DIR"));
    }

    private void run(StudyPlan plan) throws IOException, StudyException {
        Study study = new Study(plan, Path.of("data"), dir, new Stand(), Shard.whole(), line -> {});
        study.check();
        study.run();
    }

    @Test
    void trainsSourcesFirstThenTrainsAndJudgesEachRowAndDrawsUpTables() throws IOException, StudyException {
        run(plan("8"));

        assertThat(commands).hasSize(10);
        assertThat(commands.get(0))
                .isEqualTo("train {task=phantom, seed=1, attack-images=0, width=8} DIR/phantom/other/seed-1");
        assertThat(commands.get(1))
                .isEqualTo("train {task=phantom, seed=1, attack-images=0, width=8} DIR/phantom/plain/seed-1");
        assertThat(commands.get(2))
                .isEqualTo("evaluate {seed=1} DIR/phantom/plain/seed-1 against {other=DIR/phantom/other/seed-1}");
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
        failAt = 3;
        assertThatThrownBy(() -> run(plan("8")))
                .isInstanceOf(StudyException.class)
                .hasMessage("phantom, full, seed 1: train failed: no more");
        Files.writeString(dir.resolve("phantom/full/seed-1/checkpoint.zip"), "");
        assertThat(Files.readString(dir.resolve("tables.md"))).contains("| plain | 100.0 | 60.0 | 50.0 |");
        commands.clear();
        failAt = Integer.MAX_VALUE;
        run(plan("8"));

        assertThat(commands).filteredOn(line -> line.startsWith("train")).hasSize(4);
        assertThat(commands.get(1)).startsWith("train").endsWith(" DIR/phantom/full/seed-1 resumed");
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
                .contains("train {task=phantom, seed=2, attack-images=0, width=8, backbone=densenet, method=denoising}"
                        + " DIR/phantom/densenet/full/seed-2");
        assertThat(commands.get(0)).doesNotContain("backbone");
        assertThat(commands.get(commands.size() - 1))
                .startsWith("evaluate")
                .endsWith(" DIR/phantom/densenet/full/seed-2 against {other=DIR/phantom/other/seed-2}");
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
        refused.add(option);
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
                .hasMessage("phantom, %s, seed 1: %s: %s", cell, command, option);
        assertThat(commands).isEmpty();
    }

    private StudyPlan sites(String... leftOut) throws IOException {
        Files.createDirectories(dir.resolve("data/a"));
        Files.createDirectories(dir.resolve("data/b"));
        Files.createDirectories(dir.resolve("data/c"));
        return new StudyPlan(
                List.of(new StudyPlan.TaskPlan(
                        "skin",
                        null,
                        Map.of("north", "a", "south", "b", "west", "c"),
                        Map.of(),
                        List.of(leftOut),
                        Map.of())),
                List.of(),
                List.of(1L),
                Map.of(),
                Map.of(),
                List.of(new StudyPlan.Row("plain", Map.of()), new StudyPlan.Row("full", Map.of("method", "denoising"))),
                List.of(new StudyPlan.Row("other", Map.of())));
    }

    private void runSites(StudyPlan plan) throws IOException, StudyException {
        Study study = new Study(plan, dir.resolve("data"), dir, new Stand(), Shard.whole(), line -> {});
        study.check();
        study.run();
    }

    @Test
    void eachSiteIsLeftOutInTurnAndJudgedAsAWholeBesideTheTestSplitsOfTheOthers() throws IOException, StudyException {
        runSites(sites("north", "south"));

        assertThat(commands.get(0))
                .isEqualTo("train {task=skin, seed=1, attack-images=0} --data south=DIR/data/b --data west=DIR/data/c"
                        + " DIR/skin/other/without-north/seed-1");
        assertThat(commands).filteredOn(line -> line.startsWith("train")).hasSize(2 + 2 * 2);
        assertThat(commands.subList(2, 6))
                .extracting(line -> line.replaceFirst(" against.*", ""))
                .containsExactly(
                        "train {task=skin, seed=1, attack-images=0} --data south=DIR/data/b --data west=DIR/data/c"
                                + " DIR/skin/plain/without-north/seed-1",
                        "evaluate {seed=1, split=all} --data north=DIR/data/a DIR/skin/plain/without-north/seed-1",
                        "evaluate {seed=1} --data south=DIR/data/b DIR/skin/plain/without-north/seed-1",
                        "evaluate {seed=1} --data west=DIR/data/c DIR/skin/plain/without-north/seed-1");
        assertThat(commands.get(3)).endsWith(" against {other=DIR/skin/other/without-north/seed-1}");
        assertThat(Files.readString(dir.resolve("tables.md")))
                .contains("## skin, by site\n", "attacks on 20 images a model and site")
                .contains("| model | trained on | evaluated on | n | clean | pgd 4 | worst shift |")
                .contains("| plain | south, west | north, whole | 2 | 100.0 | 60.0 | 50.0 |")
                .contains("| full | north, west | west, test split | 2 | 100.0 | 90.0 | 50.0 |");
        var results = new com.fasterxml.jackson.databind.ObjectMapper()
                .readTree(dir.resolve("results.json").toFile());
        assertThat(results).hasSize(2 * 2 * 3);
        assertThat(results.at("/0/left_out").asText()).isEqualTo("north");
        assertThat(results.at("/0/judged_on").asText()).isEqualTo("north");
        assertThat(results.at("/0/trained_on")).hasToString("[\"south\",\"west\"]");
        assertThat(results.at("/0/results/2/condition").asText()).isEqualTo("pgd");
        assertThat(results.at("/0/results/2/balanced_accuracy").asDouble()).isEqualTo(0.6);
    }

    @Test
    void aStudyOfSitesGoesOnWhereItWasInterrupted() throws IOException, StudyException {
        failAt = 4;
        assertThatThrownBy(() -> runSites(sites("north", "south")))
                .hasMessage("skin, plain, without north, seed 1: evaluate failed: no more");
        assertThat(Files.exists(dir.resolve("skin/plain/without-north/seed-1/report-north/report.json")))
                .isTrue();
        commands.clear();
        failAt = Integer.MAX_VALUE;
        runSites(sites("north", "south"));

        assertThat(commands).filteredOn(line -> line.startsWith("train")).hasSize(3);
        assertThat(Files.readString(dir.resolve("tables.md"))).contains("| plain | south, west | south, test split |");
    }

    @Test
    void modelsOfAllSitesAreJudgedOnTheTestSplitOfEach() throws IOException, StudyException {
        runSites(sites());

        assertThat(commands).filteredOn(line -> line.startsWith("train")).hasSize(3);
        assertThat(Files.readString(dir.resolve("tables.md")))
                .contains("| plain | north, south, west | south, test split | 2 |")
                .doesNotContain("whole |");
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
        failAt = 5;
        assertThatThrownBy(() -> run(plan("8"))).isInstanceOf(StudyException.class);
        assertThat(Files.readString(dir.resolve("tables.md")))
                .contains("(used for no choice), seed 1; attacks on 20 images")
                .contains("| plain | 100.0 | 60.0 | 50.0 |");

        commands.clear();
        failAt = 5;
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
        assertThatThrownBy(() -> run(plan("0"))).hasMessage("phantom, other, seed 1: train failed: no more");
        failAt = Integer.MAX_VALUE;
        run(plan("8"));

        assertThat(Files.readString(dir.resolve("phantom/other/seed-1/command.txt")))
                .contains("--width\n8\n");
    }

    /** A front before the second row, a teacher, and attackers. */
    private static StudyPlan defences() {
        Map<String, String> attackers = new java.util.LinkedHashMap<>();
        attackers.put("oblivious", "transfer:attack=pgd:from=plain");
        attackers.put("gray-box", "transfer:attack=pgd:from=classifier");
        attackers.put("white-box", "pgd");
        return new StudyPlan(
                List.of(new StudyPlan.TaskPlan("phantom", null, Map.of())),
                List.of(),
                List.of(1L, 2L),
                Map.of(),
                Map.of(),
                List.of(
                        new StudyPlan.Row("plain", Map.of()),
                        new StudyPlan.Row("full", Map.of("method", "denoising")),
                        new StudyPlan.Row("Full, MagNet", Map.of(), List.of(), "full", Map.of("front", "magnet")),
                        new StudyPlan.Row(
                                "student", Map.of("defence", "distillation"), List.of("teacher"), null, Map.of())),
                List.of(new StudyPlan.Row("teacher", Map.of("defence", "distillation"))),
                attackers);
    }

    @Test
    void frontsComeBeforeTheirClassifierAndAttackersHaveTheirSources() throws IOException, StudyException {
        run(defences());

        assertThat(commands)
                .contains(
                        "front {seed=1, front=magnet} DIR/phantom/full/seed-1 to DIR/phantom/full-magnet/seed-1",
                        "train {task=phantom, seed=1, attack-images=0, defence=distillation,"
                                + " defence-sources=DIR/phantom/teacher/seed-1} DIR/phantom/student/seed-1",
                        "evaluate {seed=1, attacks=transfer:attack=pgd:from=plain,pgd} DIR/phantom/plain/seed-1 against"
                                + " {plain=DIR/phantom/plain/seed-1}",
                        "evaluate {seed=2, attacks=transfer:attack=pgd:from=plain,transfer:attack=pgd:from=classifier,pgd}"
                                + " DIR/phantom/full-magnet/seed-2 against {plain=DIR/phantom/plain/seed-2,"
                                + " classifier=DIR/phantom/full/seed-2}");
        assertThat(Files.readString(dir.resolve("phantom/full-magnet/seed-1/command.txt")))
                .isEqualTo("--seed\n1\n--front\nmagnet\n--model\n" + dir.resolve("phantom/full/seed-1") + "\n");
    }

    @Test
    void aTableOfAttackersHasTheirTitlesAndSaysWhatPassesUnnoticed() throws IOException, StudyException {
        run(defences());

        String tables = Files.readString(dir.resolve("tables.md"));
        assertThat(tables)
                .contains("### Balanced accuracy\n", "mean ± standard deviation over seeds 1, 2")
                .contains("| | clean | oblivious 4 | gray-box 4 | white-box 4 |")
                .contains("| plain | 100.0 ± 0.0 | – | – | 70.0 ± 14.1 |")
                .contains("### Misclassified without an alarm\n", "| | false alarms, clean | clean | oblivious 4 |")
                .contains("- gray-box: `transfer:attack=pgd:from=classifier`");
        assertThat(dir.resolve("plots/phantom-accuracy.png")).isNotEmptyFile();
        assertThat(dir.resolve("plots/phantom-unnoticed.png")).isNotEmptyFile();
    }

    @Test
    void twoShardsDoEachModelOnceAndTheirReportIsThatOfOneRun() throws Exception {
        run(defences());
        List<String> once = List.copyOf(commands);
        String tables = Files.readString(dir.resolve("tables.md"));
        String results = Files.readString(dir.resolve("results.json"));
        commands.clear();
        Path shared = dir.resolve("shared");
        Files.createDirectories(shared);

        ExecutorService machines = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> shards = new ArrayList<>();
            for (int i = 1; i <= 2; i++) {
                Shard shard = new Shard(i, 2);
                shards.add(machines.submit(() -> {
                    new Study(defences(), Path.of("data"), shared, new Stand(), shard, line -> {}).run();
                    return shard;
                }));
            }
            for (Future<?> shard : shards) {
                shard.get();
            }
        } finally {
            machines.shutdownNow();
        }

        assertThat(commands)
                .extracting(line -> line.replace("DIR/shared", "DIR"))
                .containsExactlyInAnyOrderElementsOf(once);
        assertThat(shared.resolve("tables.md")).hasContent(tables);
        assertThat(shared.resolve("results.json")).hasContent(results);
    }

    @Test
    void aShardWaitsForAModelOfAnotherShard() throws IOException, StudyException {
        List<String> lines = new ArrayList<>();
        Runs waiting = new Stand() {
            @Override
            public void pause() {
                try {
                    for (String model : List.of("teacher", "plain")) {
                        for (String seed : List.of("seed-1", "seed-2")) {
                            Path folder = dir.resolve("phantom").resolve(model).resolve(seed);
                            Files.createDirectories(folder);
                            Files.writeString(folder.resolve("trained.txt"), "");
                        }
                    }
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
        };
        new Study(defences(), Path.of("data"), dir, waiting, new Shard(5, 5), lines::add).run();

        assertThat(lines)
                .containsExactly(
                        "5 of 10: phantom, student, seed 1",
                        "waiting for another shard: phantom, teacher, seed 1",
                        "10 of 10: phantom, student, seed 2");
    }

    @ParameterizedTest
    @CsvSource({"3/2", "0/2", "1", "a/b", "1/2/3", "-1/2", "''"})
    void aShardThatThereIsNotIsRefused(String text) {
        assertThatThrownBy(() -> Shard.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("shard: " + text + " (expected: I/N with 1 <= I <= N, such as 1/2)");
    }
}
