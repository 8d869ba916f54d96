package org.robustdx.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.robustdx.trainer.evaluate.Rows.attack;
import static org.robustdx.trainer.evaluate.Rows.check;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.robustdx.trainer.attack.ThreatModel;
import org.robustdx.trainer.evaluate.sets.OutOfScopeSet;
import org.robustdx.trainer.report.Interval;

class FlagRuleTest {
    /** An evaluation to which nobody could object, and what a test changes of it. */
    private static final class Given {
        private final List<Evidence.Measured> rows = new ArrayList<>(List.of(
                Rows.clean(0.95, 600),
                attack("fgsm", 2, 0.80),
                attack("fgsm", 4, 0.60),
                attack("pgd", 2, 0.75),
                attack("pgd", 4, 0.45),
                attack("apgd-dlr", 2, 0.74),
                attack("apgd-dlr", 4, 0.44),
                attack("square", 2, 0.85),
                attack("square", 4, 0.70),
                attack("transfer", 2, 0.90),
                attack("transfer", 4, 0.85),
                attack("adaptive", 2, 0.75),
                attack("adaptive", 4, 0.46),
                check("pgd:steps=1", 4, 0.65),
                check("pgd:steps=5", 4, 0.50),
                check("pgd:steps=20", 4, 0.45),
                check("pgd:steps=50", 4, 0.45),
                check("pgd", 64, 0.0)));
        private SelfChecks checks = new SelfChecks(100, 0, 0, 5e-6);
        private Report.ImageSet images = Rows.images("test", true, 200, Map.of("a", 50, "b", 50, "c", 50, "d", 50));
        private int classes = 4;
        private List<Report.Detection> detections = List.of(Rows.detection("jsd", 0.8));
        private @Nullable ScopeResults scope = scope(0.01, 0.99);
        private @Nullable PredictionSetResults sets = sets(null, 0.95);
        private List<SubgroupResults> subgroups =
                subgroups(new SubgroupResults.Gap("sensitivity", "old", "young", 30, false));
        private Report.@Nullable ShiftSummary shifts = new Report.ShiftSummary(0.95, "blur", 0.91, 4);

        /** Replaces what was measured in the same condition. */
        Given with(Evidence.Measured measured) {
            rows.removeIf(other -> other.condition().equals(measured.condition()));
            rows.add(measured);
            return this;
        }

        Given without(String name) {
            rows.removeIf(row -> row.condition().name().equals(name));
            return this;
        }

        Given with(SelfChecks others) {
            checks = others;
            return this;
        }

        Given with(Report.ImageSet others) {
            images = others;
            return this;
        }

        Given withClasses(int number) {
            classes = number;
            return this;
        }

        Given with(Report.Detection detection) {
            detections = List.of(detection);
            return this;
        }

        Given with(@Nullable ScopeResults other) {
            scope = other;
            return this;
        }

        Given with(@Nullable PredictionSetResults others) {
            sets = others;
            return this;
        }

        Given with(List<SubgroupResults> others) {
            subgroups = others;
            return this;
        }

        Given with(Report.@Nullable ShiftSummary summary) {
            shifts = summary;
            return this;
        }

        List<Flag> flags() {
            return FlagRule.raised(
                    new Evidence(rows, checks, images, classes, 0.01, detections, scope, sets, subgroups, shifts));
        }
    }

    private static ScopeResults scope(double falseAlarms, double caught) {
        return new ScopeResults(
                List.of("scope"),
                0.01,
                true,
                "test",
                1,
                600,
                falseAlarms,
                Interval.wilson((int) Math.round(600 * falseAlarms), 600),
                0.02,
                Interval.wilson(12, 600),
                List.of(new ScopeResults.OfSet(
                        "adults",
                        "files of a folder",
                        OutOfScopeSet.Origin.FOLDER,
                        100,
                        0,
                        0.99,
                        Interval.ofAuroc(0.99, 600, 100),
                        caught,
                        Interval.wilson((int) Math.round(100 * caught), 100),
                        1 - caught)));
    }

    private static PredictionSetResults sets(@Nullable Double epsilon, double covered) {
        return new PredictionSetResults(
                0.95,
                0,
                List.of(new PredictionSetResults.Coverage(
                        epsilon == null ? "clean" : "pgd",
                        epsilon == null ? ThreatModel.NONE : ThreatModel.WHITE_BOX,
                        epsilon,
                        null,
                        "NORMAL",
                        "test",
                        1,
                        Proportion.of((int) Math.round(200 * covered), 200),
                        1.1)));
    }

    private static List<SubgroupResults> subgroups(SubgroupResults.Gap gap) {
        return List.of(new SubgroupResults("age", "table.csv", List.of("b"), 0, List.of(), List.of(gap)));
    }

    private static Report.ImageSet sites(Report.Site... sites) {
        Map<String, Integer> perClass = Map.of("a", 50, "b", 50, "c", 50, "d", 50);
        return new Report.ImageSet(
                "here, there", "by site", 1L, "abc", false, 600, 200, perClass, perClass, List.of(sites));
    }

    static Stream<Arguments> raised() {
        Map<String, Integer> even = Map.of("a", 50, "b", 50);
        return Stream.of(
                Arguments.of(FlagRule.ZERO_GRADIENTS, new Given().with(new SelfChecks(100, 2, 0, 0)), "2 of 100"),
                Arguments.of(FlagRule.GRAPH_DIFFERS, new Given().with(new SelfChecks(100, 0, 0, 0.5)), "0.50"),
                Arguments.of(FlagRule.GRAPH_DIFFERS, new Given().with(new SelfChecks(100, 0, 0, Double.NaN)), "NaN"),
                Arguments.of(FlagRule.RANDOMISED_OUTPUT, new Given().with(new SelfChecks(100, 0, 0.01, 0)), "0.01"),
                Arguments.of(
                        FlagRule.BLACK_BOX_BEATS_WHITE_BOX,
                        new Given().with(attack("square", 4, 0.42)),
                        "square at 4/255 leaves 42.0 %, apgd-dlr at 4/255 44.0 %"),
                Arguments.of(
                        FlagRule.TRANSFER_BEATS_WHITE_BOX,
                        new Given().with(attack("transfer", 4, 0.3)),
                        "transfer at 4/255"),
                Arguments.of(
                        FlagRule.SINGLE_STEP_BEATS_MULTI_STEP,
                        new Given().with(attack("fgsm", 4, 0.2)),
                        "fgsm at 4/255 leaves 20.0 %, apgd-dlr"),
                Arguments.of(
                        FlagRule.ACCURACY_RISES_WITH_STEPS,
                        new Given().with(check("pgd:steps=50", 4, 0.6)),
                        "pgd:steps=20 at 4/255 leaves 45.0 %, pgd:steps=50 at 4/255 60.0 %"),
                Arguments.of(
                        FlagRule.STEPS_NOT_CONVERGED,
                        new Given().with(check("pgd:steps=50", 4, 0.3)),
                        "from 20 to 50 steps"),
                Arguments.of(
                        FlagRule.ACCURACY_RISES_WITH_EPSILON,
                        new Given().with(attack("pgd", 4, 0.9)),
                        "pgd at 2/255 leaves 75.0 %, pgd at 4/255 90.0 %"),
                Arguments.of(FlagRule.UNBOUNDED_ATTACK_FAILS, new Given().with(check("pgd", 64, 0.2)), "leaves 20.0 %"),
                Arguments.of(
                        FlagRule.ROUNDING_UNDOES_ATTACK,
                        new Given().with(Rows.beforeRounding(attack("pgd", 4, 0.45), 0.2)),
                        "20.0 % before rounding to 8 bits, 45.0 % after"),
                Arguments.of(
                        FlagRule.ADAPTIVE_ATTACK_WEAK,
                        new Given().with(attack("adaptive", 4, 0.6)),
                        "adaptive at 4/255 60.0 %"),
                Arguments.of(FlagRule.NO_ADAPTIVE_ATTACK, new Given().without("adaptive"), "no attack"),
                Arguments.of(FlagRule.FEW_CLASSES_FOR_DLR, new Given().withClasses(3), "3 classes"),
                Arguments.of(
                        FlagRule.MAY_INCLUDE_TRAINING_IMAGES,
                        new Given().with(Rows.images("test", false, 200, even)),
                        "by its digest"),
                Arguments.of(
                        FlagRule.MAY_INCLUDE_TRAINING_IMAGES,
                        new Given().with(Rows.images("all", true, 200, even)),
                        "those that it learned from"),
                Arguments.of(
                        FlagRule.MAY_INCLUDE_TRAINING_IMAGES,
                        new Given()
                                .with(sites(
                                        new Report.Site("here", "test", 1L, "abc", true, 300, Map.of()),
                                        new Report.Site("there", "all", null, "def", false, 300, Map.of()))),
                        "site there: not training data of the model, by its digest"),
                Arguments.of(
                        FlagRule.SCOPE_FALSE_ALARMS,
                        new Given().with(scope(0.05, 0.99)),
                        "5.0 % of 600 images of the model's own kind are declared out of scope (expected: 1.0 %)"),
                Arguments.of(
                        FlagRule.OUT_OF_SCOPE_MISSED,
                        new Given().with(scope(0.01, 0.73)),
                        "adults: 73.0 % of 100 caught (expected: at least 90 %)"),
                Arguments.of(
                        FlagRule.COVERAGE_TOO_LOW,
                        new Given().with(sets(null, 0.54)),
                        "clean, class NORMAL: 54.0 % of 200 sets hold the true class (expected: 95 %)"),
                Arguments.of(
                        FlagRule.SUBGROUP_GAP,
                        new Given().with(subgroups(new SubgroupResults.Gap("sensitivity", "old", "young", 12, true))),
                        "sensitivity by age: 12.0 points between old and young"),
                Arguments.of(FlagRule.FEW_IMAGES, new Given().with(Rows.images("test", true, 99, even)), "99 images"),
                Arguments.of(
                        FlagRule.RARE_CLASSES,
                        new Given().with(Rows.images("test", true, 200, Map.of("a", 191, "b", 9))),
                        "b 9"),
                Arguments.of(
                        FlagRule.FALSE_ALARMS,
                        new Given().with(Rows.flagged(Rows.clean(0.95, 600), 0.05)),
                        "5.0 % of 600"),
                Arguments.of(
                        FlagRule.DETECTOR_BELOW_CHANCE, new Given().with(Rows.detection("jsd", 0.2)), "AUROC 0.20"),
                Arguments.of(
                        FlagRule.FRAGILE_TO_SHIFT,
                        new Given().with(new Report.ShiftSummary(0.95, "blur", 0.87, 8)),
                        "blur costs 8.0 points"));
    }

    @ParameterizedTest
    @MethodSource
    void raised(FlagRule rule, Given given, String message) {
        assertThat(given.flags()).anySatisfy(flag -> {
            assertThat(flag.id()).isEqualTo(rule.id());
            assertThat(flag.message()).contains(message);
        });
    }

    @Test
    void aSoundEvaluationRaisesNone() {
        assertThat(new Given().flags()).isEmpty();
    }

    @Test
    void everyRuleIsRaisedByATest() {
        assertThat(raised().map(arguments -> arguments.get()[0])).contains((Object[]) FlagRule.values());
    }

    @ParameterizedTest
    @EnumSource
    void everyRuleIsDocumented(FlagRule rule) throws Exception {
        assertThat(Files.readString(Path.of("..", "docs", "flags.md"))).contains("## `" + rule.id() + "`");
    }

    @Test
    void nothingElseIsDocumented() throws Exception {
        List<String> headings = Files.readAllLines(Path.of("..", "docs", "flags.md")).stream()
                .filter(line -> line.startsWith("## `"))
                .map(line -> line.substring(4, line.length() - 1))
                .toList();
        assertThat(headings)
                .containsExactlyElementsOf(
                        Arrays.stream(FlagRule.values()).map(FlagRule::id).toList());
    }

    /** Sets promise nothing for attacks that they were not calibrated under; differences of few points are no news. */
    @Test
    void limitsThatWereStatedRaiseNothing() {
        assertThat(new Given()
                        .with(sets(4.0, 0.2))
                        .with(subgroups(new SubgroupResults.Gap("sensitivity", "old", "young", 4.9, true)))
                        .with(scope(0.015, 0.9))
                        .flags())
                .isEmpty();
    }

    /** What differs by an image or two is chance. */
    @Test
    void aHairIsNoDifference() {
        assertThat(new Given()
                        .with(attack("square", 4, 0.435))
                        .with(attack("transfer", 4, 0.435))
                        .with(attack("fgsm", 4, 0.435))
                        .with(attack("pgd", 2, 0.43))
                        .with(Rows.beforeRounding(attack("pgd", 4, 0.437), 0.43))
                        .with(attack("adaptive", 2, 0.44))
                        .with(attack("adaptive", 4, 0.445))
                        .with(check("pgd:steps=50", 4, 0.46))
                        .with(new SelfChecks(100, 1, 1e-6, 9e-5))
                        .with(Rows.flagged(Rows.clean(0.95, 600), 0.015))
                        .flags())
                .isEmpty();
    }

    @Test
    void withoutAttacksOrShiftsThereIsNothingToCompare() {
        Given given = new Given()
                .with((Report.ShiftSummary) null)
                .with((ScopeResults) null)
                .with((PredictionSetResults) null)
                .with(List.of())
                .with(Rows.detection("jsd", 0.5));
        given.rows.removeIf(row -> row.condition().kind() != Condition.Kind.CLEAN);
        assertThat(given.flags()).isEmpty();
    }
}
