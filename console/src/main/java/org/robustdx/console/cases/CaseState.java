package org.robustdx.console.cases;

import java.util.Collection;
import org.robustdx.schemas.Review;

/** How far the reviewers are with a case. */
public enum CaseState {
    /** No reviewer has decided. */
    OPEN,
    /** Somebody has decided, and no two decisions differ. */
    DECIDED,
    /** Two reviewers have decided differently. The case stays in the queue. */
    DISPUTED;

    /** Returns the state that these decisions lead to. */
    static CaseState of(Collection<Review> reviews) {
        long different = reviews.stream()
                .map(review -> review.getDecision() + "/" + review.getLabel())
                .distinct()
                .count();
        if (different == 0) {
            return OPEN;
        }
        return different == 1 ? DECIDED : DISPUTED;
    }

    /** Returns whether somebody still has to look at the case. */
    public boolean inQueue() {
        return this != DECIDED;
    }
}
