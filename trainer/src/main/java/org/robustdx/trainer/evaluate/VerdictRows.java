package org.robustdx.trainer.evaluate;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.trainer.report.Interval;

/** Computes the shares of the verdicts on clean and on attacked images, and the share of misclassified images that are trusted. */
final class VerdictRows {
    private VerdictRows() {}

    /** Returns one row for the clean images, and one for each attack and ε. */
    static List<Report.Verdicts> of(ModelMetadata metadata, Selection selection, long seed, Findings findings) {
        List<Report.Verdicts> rows = new ArrayList<>();
        rows.add(row(metadata, Condition.of(Condition.Kind.CLEAN, "clean"), findings.clean(), selection, seed));
        for (Condition condition : findings.of(Condition.Kind.ATTACK)) {
            rows.add(row(metadata, condition, findings.in(condition), selection, seed));
        }
        return rows;
    }

    private static Report.Verdicts row(
            ModelMetadata metadata, Condition condition, Observed observed, Selection selection, long seed) {
        Decisions decisions = Decisions.of(metadata, observed);
        int n = observed.n();
        int trusted = decisions.count(i -> !decisions.alarmed(i));
        int outOfScope = decisions.count(decisions::outOfScope);
        int trustedMisclassified = decisions.count(i -> !decisions.alarmed(i) && !observed.right(i));
        @Nullable
        Double outOfScopeShare = metadata.calibration().scope().isPresent() ? (Double) ((double) outOfScope / n) : null;
        return new Report.Verdicts(
                condition.name(),
                condition.threatModel(),
                condition.epsilon() > 0 ? (Double) condition.epsilon() : null,
                selection.split(),
                seed,
                n,
                (double) trusted / n,
                (double) (n - trusted - outOfScope) / n,
                outOfScopeShare,
                (double) (n - observed.right()) / n,
                (double) trustedMisclassified / n,
                Interval.wilson(trustedMisclassified, n));
    }
}
