package org.robustdx.trainer.evaluate;

import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.inference.model.ScopeRule;
import org.robustdx.inference.verdict.ScopeFinding;
import org.robustdx.inference.verdict.VerdictPolicy;

/** The decisions of the served policy on the images of a condition, at the false-alarm rates of the model file. */
final class Decisions {
    private final Observed observed;
    private final boolean[] outOfScope;
    private final double[] scopeScores;

    private Decisions(Observed observed, boolean[] outOfScope, double[] scopeScores) {
        this.observed = observed;
        this.outOfScope = outOfScope;
        this.scopeScores = scopeScores;
    }

    /** Returns the decisions. Without scope detectors, no image is out of scope. */
    static Decisions of(ModelMetadata metadata, Observed observed) {
        int n = observed.n();
        boolean[] outOfScope = new boolean[n];
        double[] scopeScores = new double[n];
        Optional<ScopeRule> rule = metadata.calibration().scope();
        for (int i = 0; i < n; i++) {
            Optional<ScopeFinding> finding =
                    ScopeFinding.of(metadata, VerdictPolicy.pValues(metadata, observed.scores()[i]));
            outOfScope[i] = finding.map(ScopeFinding::outOfScope).orElse(false);
            // A p-value cannot tell images beyond all calibration images apart. One detector's score can.
            scopeScores[i] = rule.filter(r -> r.detectors().size() == 1).isPresent()
                    ? observed.scores()[i][
                            metadata.detectors().indexOf(rule.get().detectors().get(0))]
                    : -finding.map(ScopeFinding::pValue).orElse(1.0);
        }
        return new Decisions(observed, outOfScope, scopeScores);
    }

    int n() {
        return observed.n();
    }

    /** Returns whether the scope alarm is raised. */
    boolean outOfScope(int i) {
        return outOfScope[i];
    }

    /** Returns whether the tampering alarm is raised, regardless of the scope of the image. */
    boolean flagged(int i) {
        return observed.flagged()[i];
    }

    /** Returns whether at least one alarm is raised. */
    boolean alarmed(int i) {
        return outOfScope[i] || observed.flagged()[i];
    }

    /** Returns the number of images that fulfil the condition. */
    int count(IntPredicate condition) {
        return (int) IntStream.range(0, n()).filter(condition).count();
    }

    /** Returns the scope score of each image. A higher score is further out of scope. */
    double[] scopeScores() {
        return scopeScores.clone();
    }
}
