package org.robustdx.trainer.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.robustdx.trainer.attack.ThreatModel;
import org.robustdx.trainer.common.Argmax;
import org.robustdx.trainer.report.Interval;
import org.robustdx.trainer.train.Metrics;

/** The worst case over attacks: an image counts as correct only if it is classified correctly under each of them. */
final class WorstCases {
    private final Selection selection;
    private final Settings settings;
    private final Findings findings;
    private final int classes;

    /** @param classes number of classes of the model */
    WorstCases(Selection selection, Settings settings, Findings findings, int classes) {
        this.selection = selection;
        this.settings = settings;
        this.findings = findings;
        this.classes = classes;
    }

    /** Returns one row for each ε and threat model that has attacks, and one for all attacks of each ε. */
    List<Report.WorstCase> rows() {
        List<Report.WorstCase> worst = new ArrayList<>();
        List<Condition> attacks = findings.of(Condition.Kind.ATTACK);
        for (double epsilon : settings.epsilons()) {
            List<Condition> within =
                    attacks.stream().filter(c -> c.epsilon() == epsilon).toList();
            for (ThreatModel threat : ThreatModel.values()) {
                List<Condition> ofThreat =
                        within.stream().filter(c -> c.threatModel() == threat).toList();
                if (!ofThreat.isEmpty()) {
                    worst.add(worstCase(threat, epsilon, ofThreat));
                }
            }
            if (!within.isEmpty()) {
                worst.add(worstCase(ThreatModel.ANY, epsilon, within));
            }
        }
        return worst;
    }

    private Report.WorstCase worstCase(ThreatModel threatModel, double epsilon, List<Condition> attacks) {
        Metrics metrics = worst(attacks).metrics(classes);
        int right = (int) Math.round(metrics.accuracy() * metrics.n());
        return new Report.WorstCase(
                threatModel,
                epsilon,
                attacks.stream().map(Condition::name).toList(),
                selection.split(),
                settings.seed(),
                metrics.n(),
                metrics.accuracy(),
                Interval.wilson(right, metrics.n()),
                metrics.balancedAccuracy(),
                Interval.ofBalanced(metrics.confusion(), settings.seed()));
    }

    /** Returns, for each image, the logits under the first attack that succeeds. */
    private Observed worst(List<Condition> attacks) {
        Observed worst = findings.in(attacks.get(0));
        float[][] logits = worst.logits().clone();
        for (Condition condition : attacks) {
            Observed observed = findings.in(condition);
            for (int i = 0; i < logits.length; i++) {
                if (Argmax.of(logits[i]) == worst.labels()[i]) {
                    logits[i] = observed.logits()[i];
                }
            }
        }
        return new Observed(
                worst.labels(),
                logits,
                worst.probabilities(),
                worst.scores(),
                worst.flagged(),
                null,
                worst.quality(),
                List.of(),
                0);
    }

    /** Returns the worst case over the white-box attacks of one ε; empty if there are none. */
    Optional<Observed> whiteBoxAt(double epsilon) {
        List<Condition> attacks = findings.of(Condition.Kind.ATTACK).stream()
                .filter(c -> c.epsilon() == epsilon && c.threatModel() == ThreatModel.WHITE_BOX)
                .toList();
        return attacks.isEmpty() ? Optional.empty() : Optional.of(worst(attacks));
    }
}
