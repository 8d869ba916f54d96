package org.robustdx.console.cases;

import java.util.List;
import org.robustdx.schemas.Review;
import org.robustdx.schemas.ReviewDecision;

/**
 * How far the reviewers agree with the model. Each reviewer's decision counts, so a disputed case counts more than once.
 *
 * @param alertsUpheld decisions that say that the alert is right: every decision but {@code NOT_AN_ATTACK}, and, on an image out of scope, but an override
 * @param alerts decisions on alerts
 * @param labelsKept decisions that leave the model's label as it is: every decision but {@code OVERRIDDEN} and {@code RECALL}
 * @param labels decisions on images that the model gave a label
 */
public record Agreement(int alertsUpheld, int alerts, int labelsKept, int labels) {
    /** No decisions. */
    public static final Agreement NONE = new Agreement(0, 0, 0, 0);

    /** Returns the agreement on these cases. */
    public static Agreement of(List<Standing> cases) {
        return cases.stream()
                .flatMap(one ->
                        one.reviews().stream().map(review -> of(one.about().kind(), review)))
                .reduce(NONE, Agreement::plus);
    }

    private static Agreement of(CaseKind kind, Review review) {
        ReviewDecision decision = review.getDecision();
        boolean overridden = decision == ReviewDecision.OVERRIDDEN;
        boolean upheld = decision != ReviewDecision.NOT_AN_ATTACK && !(overridden && kind == CaseKind.OUT_OF_SCOPE);
        boolean labelled = kind == CaseKind.TAMPERING;
        boolean kept = labelled && !overridden && decision != ReviewDecision.RECALL;
        return new Agreement(upheld ? 1 : 0, 1, kept ? 1 : 0, labelled ? 1 : 0);
    }

    private Agreement plus(Agreement other) {
        return new Agreement(
                alertsUpheld + other.alertsUpheld,
                alerts + other.alerts,
                labelsKept + other.labelsKept,
                labels + other.labels);
    }
}
