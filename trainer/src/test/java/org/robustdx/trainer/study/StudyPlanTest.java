package org.robustdx.trainer.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StudyPlanTest {
    @TempDir
    Path dir = Path.of("");

    private StudyPlan read(String json) throws IOException {
        Path file = dir.resolve("plan.json");
        Files.writeString(file, json);
        return StudyPlan.read(file);
    }

    @Test
    void optionsOfTheRowComeBeforeThoseOfTheTaskAndThoseBeforeThePlans() throws IOException {
        StudyPlan plan = read("""
                {"tasks": [{"task": "skin", "data": "skin", "train": {"epochs": "3", "width": "8"}}],
                 "train": {"epochs": "2", "patience": "9"}, "evaluate": {"no-shifts": ""},
                 "rows": [{"name": "A + b", "train": {"width": "16"}}]}
                """);
        Cell cell = new Cell(plan.tasks().get(0), Optional.empty(), plan.rows().get(0), 5);

        assertThat(plan.seeds()).containsExactly(1L);
        assertThat(cell.folder()).isEqualTo(Path.of("skin", "a-b", "seed-5"));
        assertThat(cell.training(plan, Path.of("data")))
                .hasToString("{task=skin, seed=5, data=data/skin, attack-images=0, epochs=3, patience=9, width=16}");
        assertThat(cell.evaluation(plan, Path.of("data"), cell.judgings().get(0)))
                .hasToString("{seed=5, data=data/skin, no-shifts=}");
    }

    @Test
    void eachSiteThatIsLeftOutIsJudgedAsAWholeAndTheOthersByTheirTestSplits() throws IOException {
        StudyPlan plan = read("""
            {"tasks": [{"task": "skin", "sites": {"b": "y", "a": "x", "c": "z"}, "classes": {"No": "none"},
                        "leave-out": ["b"]}],
             "train": {"balance-sites": ""}, "rows": [{"name": "plain"}]}
            """);
        Cell cell = new Cell(
                plan.tasks().get(0),
                Optional.empty(),
                Optional.of("b"),
                plan.rows().get(0),
                5);

        assertThat(cell.folder()).isEqualTo(Path.of("skin", "plain", "without-b", "seed-5"));
        assertThat(cell.trainingSites(Path.of("data")))
                .containsExactly("--data", "a=data/x", "--data", "c=data/z", "--map-class", "No=none");
        assertThat(cell.training(plan, Path.of("data")))
                .hasToString("{task=skin, seed=5, attack-images=0, balance-sites=}");
        assertThat(cell.judgings())
                .containsExactly(
                        new Cell.Judging("b", true), new Cell.Judging("a", false), new Cell.Judging("c", false));
        assertThat(cell.evaluation(plan, Path.of("data"), new Cell.Judging("b", true)))
                .hasToString("{seed=5, split=all}");
        assertThat(cell.evaluation(plan, Path.of("data"), new Cell.Judging("a", false)))
                .hasToString("{seed=5}");
        assertThat(cell.judgedSite(Path.of("data"), new Cell.Judging("b", true)))
                .containsExactly("--data", "b=data/y", "--map-class", "No=none");
    }

    @Test
    void aFrontHasTheOptionsOfItsCommandAndAttackersThatDoNotKnowIt() throws IOException {
        StudyPlan plan = read("""
                {"tasks": [{"task": "skin", "data": "skin"}], "train": {"epochs": "3"},
                 "evaluate": {"epsilons": "2"},
                 "attackers": {"gray-box": "transfer:from=classifier", "white-box": "pgd:steps=3"},
                 "rows": [{"name": "plain"}, {"name": "JPEG", "classifier": "Plain", "front": {"front": "jpeg"}}]}
                """);
        Cell plain = new Cell(plan.tasks().get(0), Optional.empty(), plan.rows().get(0), 5);
        Cell jpeg = new Cell(plan.tasks().get(0), Optional.empty(), plan.rows().get(1), 5);

        assertThat(jpeg.training(plan, Path.of("data"))).hasToString("{seed=5, data=data/skin, front=jpeg}");
        assertThat(jpeg.evaluation(plan, Path.of("data"), jpeg.judgings().get(0)))
                .hasToString("{seed=5, data=data/skin, epsilons=2, attacks=transfer:from=classifier,pgd:steps=3}");
        assertThat(plain.evaluation(plan, Path.of("data"), plain.judgings().get(0)))
                .hasToString("{seed=5, data=data/skin, epsilons=2, attacks=pgd:steps=3}");
        assertThat(new Cells(plan).needs(jpeg)).containsExactly(plain);
        assertThat(new Cells(plan).attackSources(jpeg)).containsExactly(Map.entry("classifier", plain));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"tasks\": [{\"task\": \"skin\"}], \"rows\": [{\"name\": \"a\", \"front\": {\"front\": \"jpeg\"}}]};"
                        + " classifier: a (expected: with front",
                "{\"tasks\": [{\"task\": \"skin\"}], \"rows\": [{\"name\": \"a\"}, {\"name\": \"b\", \"classifier\": \"a\"}]};"
                        + " classifier: b (expected: with front",
                "{\"tasks\": [{\"task\": \"skin\"}], \"rows\": [{\"name\": \"a\", \"front\": {\"bits\": \"3\"}}]};"
                        + " front: a (expected: front among",
                "{\"tasks\": [{\"task\": \"skin\"}], \"rows\": [{\"name\": \"a\", \"classifier\": \"b\", \"front\":"
                        + " {\"front\": \"jpeg\"}}, {\"name\": \"b\"}]}; classifier: b (expected: the name of",
                "{\"tasks\": [{\"task\": \"skin\"}], \"rows\": [{\"name\": \"a\", \"defence-sources\": [\"c\"]}]};"
                        + " defence-sources: c (expected: the name of",
                "{\"tasks\": [{\"task\": \"skin\"}], \"rows\": [{\"name\": \"a\"}], \"evaluate\": {\"attacks\": \"pgd\"},"
                        + " \"attackers\": {\"x\": \"pgd\"}}; attacks in evaluate or attackers",
                "{\"tasks\": [{\"task\": \"skin\"}], \"rows\": [{\"name\": \"a\"}], \"attackers\": {\"x\": \"pgdd\"}}; attacks: pgdd",
                "{\"tasks\": [{\"task\": \"skin\"}], \"rows\": [{\"name\": \"a\"}], \"attackers\": {\"x\": \"transfer\"}};"
                        + " attackers: x (expected: one attack",
                "{\"tasks\": [{\"task\": \"skin\"}], \"rows\": [{\"name\": \"a\"}, {\"name\": \"b\"}], \"attackers\":"
                        + " {\"x\": \"transfer:from=b\"}}; attackers: x (expected: one attack",
                "{\"tasks\": [{\"task\": \"skin\"}], \"rows\": [{\"name\": \"a\"}], \"attackers\": {\"x\": \"pgd\", \"y\": \"pgd\"}};"
                        + " attackers (expected: each attack once",
                "{\"tasks\": [{\"task\": \"skin\"}], \"rows\": [{\"name\": \"classifier\"}], \"attackers\": {\"x\": \"pgd\"}};"
                        + " another name than classifier",
                "{\"rows\": [{\"name\": \"a\"}]}; tasks (expected: at least one)",
                "{\"tasks\": [{\"task\": \"skin\"}]}; rows (expected: at least one)",
                "{\"tasks\": [{\"task\": \"skin\"}], \"rows\": [{\"name\": \"a\"}, {\"name\": \"A!\"}]}; each name once",
                "{\"tasks\": [{\"task\": \"skin\"}], \"rows\": [{\"name\": \"a\"}], \"seeds\": [1, 1]}; each once",
                "{\"tasks\": [{\"task\": \"skin\"}], \"rows\": [{\"name\": \"a\"}], \"train\": {\"out\": \"x\"}}; train: out",
                "{\"tasks\": [{\"task\": \"../x\"}], \"rows\": [{\"name\": \"a\"}]}; a task of train",
                "{\"tasks\": [{\"task\": \"skin\"}], \"rows\": [{\"name\": \"a\"}], \"evaluated\": {}}; evaluated",
                "{\"tasks\": [{\"task\": \"skin\"}], \"backbones\": [\"vgg\", \"vgg\"], \"rows\": [{\"name\": \"a\"}]}; each once",
                "{\"tasks\": [{\"task\": \"skin\"}], \"backbones\": [\"../x\"], \"rows\": [{\"name\": \"a\"}]}; backbones of train",
                "{\"tasks\": [{\"task\": \"skin\"}], \"backbones\": [\"vgg\"], \"rows\": [{\"name\": \"a\", \"train\": {\"backbone\": \"vgg\"}}]}; no backbone of a row's own",
                "{\"tasks\": [{\"task\": \"skin\"}, {\"task\": \"skin\"}], \"rows\": [{\"name\": \"a\"}]}; tasks (expected: each once)",
                "{\"tasks\": [{\"task\": \"skin\"}], \"rows\": [{\"name\": \"\u03b2\"}]}; letters or digits",
                "{\"tasks\": [{\"task\": \"skin\"}], \"rows\": [null]}; rows (expected: no null",
                "{\"tasks\": [{\"task\": \"skin\"}], \"rows\": [{\"name\": \"a\"}], \"train\": {\"width\": null}}; train: width (expected: a text)",
                "{\"tasks\": [{\"task\": \"skin\"}], \"rows\": [{\"name\": \"a\"}], \"train\": {\"version\": \"\"}}; train: version",
                "{\"tasks\": [{\"task\": \"skin\", \"data\": \"x\", \"sites\": {\"a\": \"x\", \"b\": \"y\"}}],"
                        + " \"rows\": [{\"name\": \"a\"}]}; data or sites, not both",
                "{\"tasks\": [{\"task\": \"skin\", \"sites\": {\"a\": \"x\"}}], \"rows\": [{\"name\": \"a\"}]}; at"
                        + " least two, or data",
                "{\"tasks\": [{\"task\": \"skin\", \"sites\": {\"a\": \"x\", \"b\": \"y\"}, \"leave-out\": [\"c\"]}],"
                        + " \"rows\": [{\"name\": \"a\"}]}; leave-out (expected: names of sites",
                "{\"tasks\": [{\"task\": \"skin\"}], \"rows\": [{\"name\": \"a\"}], \"train\": {\"map-class\":"
                        + " \"x=y\"}}; train: map-class",
                "nonsense; nonsense",
                "null; no plan",
            })
    void refusesWhatIsNoPlanInOneLine(String json, String reason) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("plan.json: no plan (")
                .hasMessageContaining(reason)
                .hasMessageNotContaining("\n");
    }

    @Test
    void plansInTheDocumentationAreReadable() throws IOException {
        try (var files = Files.list(Path.of("../docs/studies"))) {
            for (Path file : files.toList()) {
                assertThat(StudyPlan.read(file).rows()).as("%s", file).isNotEmpty();
            }
        }
    }
}
