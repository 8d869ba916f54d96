package org.robustdx.trainer.evaluate;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.inference.model.ScopeRule;
import org.robustdx.trainer.report.Interval;
import org.robustdx.trainer.report.RocCurve;
import org.robustdx.trainer.scope.ScopeDetectors;

/** Measures the scope detectors of a model: false alarms on in-scope images, and the share of out-of-scope images that they catch. */
final class ScopeRows {
    private ScopeRows() {}

    /** Returns whether turned images are out of the model's scope: whether the model has the detector for upright images. */
    static boolean upright(ModelMetadata metadata) {
        return metadata.detectors().contains(ScopeDetectors.UPRIGHT.id());
    }

    /** Returns the results; null if the model has no scope detectors. */
    static @Nullable ScopeResults of(ModelMetadata metadata, Selection selection, long seed, Findings findings) {
        Optional<ScopeRule> rule = metadata.calibration().scope();
        if (rule.isEmpty()) {
            return null;
        }
        Decisions inScope = Decisions.of(metadata, findings.clean());
        int n = inScope.n();
        int falseAlarms = inScope.count(inScope::outOfScope);
        int eitherAlarm = inScope.count(inScope::alarmed);
        List<ScopeResults.OfSet> sets = findings.outOfScope().stream()
                .map(found -> set(found, inScope, Decisions.of(metadata, found.observed())))
                .toList();
        return new ScopeResults(
                rule.get().detectors(),
                rule.get().falseAlarmRate(),
                upright(metadata),
                selection.split(),
                seed,
                n,
                (double) falseAlarms / n,
                Interval.wilson(falseAlarms, n),
                (double) eitherAlarm / n,
                Interval.wilson(eitherAlarm, n),
                sets);
    }

    private static ScopeResults.OfSet set(Findings.OutOfScope found, Decisions inScope, Decisions decisions) {
        int n = decisions.n();
        int caught = decisions.count(decisions::outOfScope);
        double auroc =
                RocCurve.of(inScope.scopeScores(), decisions.scopeScores()).area();
        return new ScopeResults.OfSet(
                found.set().name(),
                found.set().description(),
                found.set().origin(),
                n,
                found.set().refused(),
                auroc,
                Interval.ofAuroc(auroc, inScope.n(), n),
                (double) caught / n,
                Interval.wilson(caught, n),
                (double) decisions.count(i -> !decisions.alarmed(i)) / n);
    }
}
