package org.robustdx.console.cases;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.robustdx.schemas.CampaignKind;
import org.robustdx.schemas.Review;
import org.robustdx.schemas.ReviewDecision;

/** Decisions that say that something was wrong with an image or with a diagnosis. */
public final class Incidents {
    private Incidents() {}

    /**
     * One of them.
     *
     * @param subject record of the alert
     * @param imageId identifier of the image; empty of a campaign
     * @param source device or system that sent the image
     * @param model name of the model
     * @param modelSha256 SHA-256 of the model file
     * @param modelLabel label of the model
     * @param decision what the reviewer decided
     * @param label the reviewer's label where it differs
     * @param reviewer pseudonym of the reviewer
     * @param reviewedAt when
     */
    public record Incident(
            Subject subject,
            String imageId,
            String source,
            String model,
            String modelSha256,
            String modelLabel,
            ReviewDecision decision,
            String label,
            String reviewer,
            Instant reviewedAt) {}

    /** Returns the alerts on drift that were raised since a time, the newest first. */
    public static List<TriageCase> drift(List<Standing> all, Instant from) {
        return all.stream()
                .map(Standing::about)
                .filter(one -> one.campaign()
                        .filter(campaign -> campaign.kind() == CampaignKind.DRIFT)
                        .isPresent())
                .filter(one -> !one.raisedAt().isBefore(from))
                .sorted(Comparator.comparing(TriageCase::raisedAt).reversed().thenComparing(TriageCase::subject))
                .toList();
    }

    /** Returns the incidents since a time, the newest first. */
    public static List<Incident> of(List<Standing> all, Instant from) {
        return all.stream()
                .flatMap(standing -> standing.reviews().stream()
                        .filter(review -> review.getDecision() != ReviewDecision.NOT_AN_ATTACK)
                        .filter(review -> !review.getReviewedAt().isBefore(from))
                        .map(review -> incident(standing.about(), review)))
                .sorted(Comparator.comparing(Incident::reviewedAt).reversed().thenComparing(Incident::subject))
                .toList();
    }

    private static Incident incident(TriageCase one, Review review) {
        return new Incident(
                one.subject(),
                one.imageId(),
                one.source(),
                one.model(),
                one.modelSha256(),
                one.label(),
                review.getDecision(),
                review.getLabel(),
                review.getReviewer(),
                review.getReviewedAt());
    }
}
