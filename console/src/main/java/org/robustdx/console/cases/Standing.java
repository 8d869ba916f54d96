package org.robustdx.console.cases;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.robustdx.schemas.Review;
import org.robustdx.schemas.Severity;

/**
 * A case with the decisions on it.
 *
 * @param about the case
 * @param reviews the decisions, one for each reviewer, the oldest first
 */
public record Standing(TriageCase about, List<Review> reviews) {
    /** Most severe first, then newest first. */
    public static final Comparator<Standing> URGENT_FIRST = Comparator.<Standing, Severity>comparing(
                    one -> one.about().severity())
            .reversed()
            .thenComparing(one -> one.about().raisedAt(), Comparator.reverseOrder())
            .thenComparing(one -> one.about().subject());

    /** Sorts the decisions. */
    public Standing {
        reviews = reviews.stream()
                .sorted(Comparator.comparing(Review::getReviewedAt).thenComparing(Review::getReviewer))
                .toList();
    }

    /** Returns how far the reviewers are. */
    public CaseState state() {
        return CaseState.of(reviews);
    }

    /** Returns this reviewer's decision. */
    public Optional<Review> by(String reviewer) {
        return reviews.stream()
                .filter(review -> review.getReviewer().equals(reviewer))
                .findFirst();
    }

    /** Returns a text that changes with every decision on the case. Whoever decides says which of them he has seen. */
    public String fingerprint() {
        StringBuilder text = new StringBuilder();
        for (Review review : reviews) {
            text.append(review.getReviewer())
                    .append('@')
                    .append(review.getReviewedAt().toEpochMilli())
                    .append(';');
        }
        return text.toString();
    }
}
