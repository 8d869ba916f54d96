package org.robustdx.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.trainer.attack.ThreatModel;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.evaluate.Judgeds.Image;
import org.robustdx.trainer.evaluate.sets.OutOfScopeSet;

/** Scope, verdicts and prediction sets, of images whose scores and probabilities are made up. */
class ScopeRowsTest {
    private static final Condition CLEAN = Condition.of(Condition.Kind.CLEAN, "clean");
    private static final Condition ATTACK = Rows.condition(Condition.Kind.ATTACK, "adaptive", 4);

    /** Four images of the model's kind; the second raises the tampering alarm, the third the scope alarm, the fourth both. */
    private static final Observed OWN = Judgeds.observed(List.of(
            new Image(0, 0.1, 10, 10),
            new Image(0, 0.6, 99, 20),
            new Image(1, 0.9, 30, 98),
            new Image(1, 0.8, 99, 99)));

    private final Selection selection = selection("");

    @Test
    void falseAlarmsOfScopeAndOfEitherAlarm() {
        ScopeResults scope =
                Objects.requireNonNull(ScopeRows.of(Judgeds.metadata(), selection, 3, findings(OWN, OWN, List.of())));

        assertThat(scope.falseAlarms()).isEqualTo(0.5);
        assertThat(scope.eitherAlarm()).isEqualTo(0.75);
        assertThat(scope.falseAlarmRate()).isEqualTo(0.05);
        assertThat(scope.n()).isEqualTo(4);
        assertThat(scope.upright()).isFalse();
        assertThat(scope.sets()).isEmpty();
    }

    @Test
    void caughtIsByTheThresholdOfTheFileAndAurocByTheScore() {
        // Scores beyond all calibration scores have one p-value; the score itself still tells them apart.
        Observed own = Judgeds.observed(List.of(new Image(0, 0.1, 1, 150), new Image(0, 0.1, 1, 50)));
        Observed other = Judgeds.observed(
                List.of(new Image(0, 0.1, 1, 200), new Image(0, 0.1, 1, 100), new Image(0, 0.1, 1, 60)));

        ScopeResults.OfSet set = Objects.requireNonNull(
                        ScopeRows.of(Judgeds.metadata(), selection, 3, findings(own, own, List.of(found(other)))))
                .sets()
                .get(0);

        assertThat(set.caught()).isEqualTo(2 / 3.0);
        // Of 6 pairs, 200 is above both of ours, 100 and 60 are above one.
        assertThat(set.auroc()).isEqualTo(4 / 6.0);
        assertThat(set.trusted()).isEqualTo(1 / 3.0);
        assertThat(set.n()).isEqualTo(3);
        assertThat(set.refused()).isEqualTo(2);
    }

    @Test
    void modelWithoutScopeDetectorsHasNoSuchResult() {
        assertThat(ScopeRows.of(Judgeds.old(), selection, 3, findings(OWN, OWN, List.of())))
                .isNull();
    }

    @Test
    void verdictsAddUpAndTrustedErrorsAreCounted() {
        // Under attack: misclassified and trusted; misclassified and flagged; misclassified and out of scope; right and
        // trusted.
        Observed attacked = Judgeds.observed(List.of(
                new Image(0, 0.9, 10, 10),
                new Image(0, 0.9, 99, 10),
                new Image(1, 0.1, 99, 99),
                new Image(1, 0.9, 10, 10)));
        List<Report.Verdicts> rows =
                VerdictRows.of(Judgeds.metadata(), selection, 3, findings(OWN, attacked, List.of()));

        Report.Verdicts adaptive = rows.get(1);
        assertThat(adaptive.threatModel()).isEqualTo(ThreatModel.ADAPTIVE);
        assertThat(adaptive.trusted()).isEqualTo(0.5);
        assertThat(adaptive.flagged()).isEqualTo(0.25);
        assertThat(adaptive.outOfScope()).isEqualTo(0.25);
        assertThat(adaptive.misclassified()).isEqualTo(0.75);
        assertThat(adaptive.trustedMisclassified()).isEqualTo(0.25);
        assertThat(rows.get(0).epsilon()).isNull();
        assertThat(rows.get(0).trusted()).isEqualTo(0.25);
    }

    @Test
    void withoutScopeDetectorsNoShareIsOutOfScope() {
        assertThat(VerdictRows.of(Judgeds.old(), selection, 3, findings(OWN, OWN, List.of()))
                        .get(0)
                        .outOfScope())
                .isNull();
    }

    @Test
    void coverageIsOfImagesInScopeByClass() {
        // In scope are the first two: {NORMAL}, which holds the true class, and {PNEUMONIA, NORMAL}, which does too.
        PredictionSetResults sets = Objects.requireNonNull(
                CoverageRows.of(Judgeds.metadata(), selection, 3, findings(OWN, OWN, List.of())));

        PredictionSetResults.Coverage all = sets.rows().get(0);
        assertThat(all.className()).isNull();
        assertThat(all.covered().n()).isEqualTo(2);
        assertThat(all.covered().share()).isEqualTo(1);
        assertThat(all.meanSize()).isEqualTo(1.5);
        assertThat(sets.rows().get(2).className()).isEqualTo("PNEUMONIA");
        assertThat(sets.rows().get(2).covered().share()).isNull();
        assertThat(sets.rows().get(2).meanSize()).isNull();
        assertThat(sets.rows()).hasSize(6);
    }

    @Test
    void coverageIsGivenForEachOfSeveralSites() {
        PredictionSetResults sets = Objects.requireNonNull(
                CoverageRows.of(Judgeds.metadata(), selection("a", "b"), 3, findings(OWN, OWN, List.of())));

        assertThat(sets.rows()).hasSize(18);
        assertThat(sets.rows().get(3).site()).isEqualTo("a");
        assertThat(sets.rows().get(3).covered().n()).isEqualTo(2);
        assertThat(sets.rows().get(6).site()).isEqualTo("b");
        assertThat(sets.rows().get(6).covered().n()).isZero();
    }

    @Test
    void modelWithoutPredictionSetsHasNoSuchResult() {
        assertThat(CoverageRows.of(Judgeds.old(), selection, 3, findings(OWN, OWN, List.of())))
                .isNull();
    }

    private static Findings findings(Observed clean, Observed attacked, List<Findings.OutOfScope> sets) {
        Map<Condition, Observed> observed = new LinkedHashMap<>();
        observed.put(CLEAN, clean);
        observed.put(ATTACK, attacked);
        return new Findings(observed, clean, new SelfChecks(4, 0, 0, 0), sets);
    }

    private static Findings.OutOfScope found(Observed observed) {
        OutOfScopeSet set = new OutOfScopeSet(
                "photos",
                "files of a folder",
                OutOfScopeSet.Origin.FOLDER,
                Judgeds.images(observed.n(), ""),
                UnaryOperator.identity(),
                2);
        return new Findings.OutOfScope(set, observed, new int[0]);
    }

    /** Returns a selection of four images, as many of each site. */
    private static Selection selection(String... sites) {
        Dataset images = Judgeds.images(4 / sites.length, sites);
        List<Selection.Site> all = Arrays.stream(sites)
                .map(name -> new Selection.Site(name, Selection.Part.TEST, 1L, "dd", true))
                .toList();
        return new Selection(images, images, all, "dd", true);
    }

    @Test
    void metadataOfTheTestsIsOfTheRightKind() {
        ModelMetadata metadata = Judgeds.metadata();

        assertThat(metadata.calibration().pValue("scope", 95)).isGreaterThan(0.05);
        assertThat(metadata.calibration().pValue("scope", 96)).isLessThanOrEqualTo(0.05);
        assertThat(metadata.predictionSets()).isPresent();
    }
}
