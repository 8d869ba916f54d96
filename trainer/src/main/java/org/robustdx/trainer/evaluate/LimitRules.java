package org.robustdx.trainer.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Rules of {@link FlagRule} about the limits of a model: its scope, its prediction sets, and groups of images. */
final class LimitRules {
    /** The least share of an out-of-scope set that should be declared out of scope. */
    private static final double CAUGHT = 0.9;

    /** The largest difference between groups that raises no warning, in percentage points. */
    private static final double GAP = 5;

    private LimitRules() {}

    /** Names the sites whose images may include training images. */
    static Optional<String> sitesWithoutTestSplit(Evidence e) {
        return FlagRule.joined(e.images().sites().stream()
                .filter(site -> !(site.split().equals("test") && site.trainedOn()))
                .map(site -> site.trainedOn()
                        ? "site " + site.name()
                                + ": all images of training data, those that the model learned from among them"
                        : "site " + site.name() + ": not training data of the model, by its digest")
                .toList());
    }

    static Optional<String> scopeFalseAlarms(Evidence e) {
        ScopeResults scope = e.scope();
        if (scope == null) {
            return Optional.empty();
        }
        List<String> messages = new ArrayList<>();
        FlagRule.when(
                        scope.falseAlarms95().low() > scope.falseAlarmRate(),
                        "%.1f %% of %d images of the model's own kind are declared out of scope (expected: %.1f %%)",
                        100 * scope.falseAlarms(),
                        scope.n(),
                        100 * scope.falseAlarmRate())
                .ifPresent(messages::add);
        for (SubgroupResults.Group site : e.sites()) {
            Proportion share = site.outOfScope();
            if (share != null && share.interval95().low() > scope.falseAlarmRate()) {
                messages.add(FlagRule.format(
                        "site %s: %.1f %% of %d (expected: %.1f %%)",
                        site.name(), 100 * share.orNaN(), share.n(), 100 * scope.falseAlarmRate()));
            }
        }
        return FlagRule.joined(messages);
    }

    static Optional<String> outOfScopeMissed(Evidence e) {
        return e.scope() == null
                ? Optional.empty()
                : FlagRule.joined(e.scope().sets().stream()
                        .filter(set -> set.caught() < CAUGHT)
                        .map(set -> FlagRule.format(
                                "%s: %.1f %% of %d caught (expected: at least %.0f %%)",
                                set.name(), 100 * set.caught(), set.n(), 100 * CAUGHT))
                        .toList());
    }

    static Optional<String> coverageTooLow(Evidence e) {
        PredictionSetResults sets = e.predictionSets();
        return sets == null
                ? Optional.empty()
                : FlagRule.joined(sets.rows().stream()
                        .filter(row -> row.className() != null
                                && (row.epsilon() == null || row.epsilon() <= sets.epsilon())
                                && row.covered().interval95().high() < sets.coverage())
                        .map(row -> FlagRule.format(
                                "%s%s, class %s: %.1f %% of %d sets hold the true class (expected: %.0f %%)",
                                row.condition(),
                                row.site() == null ? "" : ", site " + row.site(),
                                row.className(),
                                100 * row.covered().orNaN(),
                                row.covered().n(),
                                100 * sets.coverage()))
                        .toList());
    }

    static Optional<String> subgroupGap(Evidence e) {
        return FlagRule.joined(e.subgroups().stream()
                .flatMap(by -> by.gaps().stream()
                        .filter(gap -> gap.beyondChance() && gap.points() > GAP)
                        .max(Comparator.comparingDouble(SubgroupResults.Gap::points))
                        .map(gap -> FlagRule.format(
                                "%s by %s: %.1f points between %s and %s",
                                gap.measure(), by.attribute(), gap.points(), gap.high(), gap.low()))
                        .stream())
                .toList());
    }
}
