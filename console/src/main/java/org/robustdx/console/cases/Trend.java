package org.robustdx.console.cases;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.robustdx.schemas.ReviewDecision;

/**
 * Diagnoses and decisions in steps of 24 hours.
 *
 * @param source the source that is counted, or an empty text for all
 * @param model the model that is counted, or an empty text for all
 * @param steps the steps, the oldest first
 */
public record Trend(String source, String model, List<Step> steps) {
    private static final Duration DAY = Duration.ofDays(1);

    /** Copies the list. */
    public Trend {
        steps = List.copyOf(steps);
    }

    /**
     * One step.
     *
     * @param from start of the step, inclusive
     * @param until end of the step, exclusive
     * @param diagnoses diagnoses that were made in the step
     * @param decisions reviewers' decisions on alerts that were raised in the step
     * @param overridden how many of these decisions override the model's label
     */
    public record Step(Instant from, Instant until, Activity.Counts diagnoses, int decisions, int overridden) {}

    /**
     * Returns the trend of some days that end with this hour.
     *
     * @param all every case
     * @param activity counts of diagnoses
     * @param source the source, or an empty text for all
     * @param model the model, or an empty text for all
     */
    public static Trend of(List<Standing> all, Activity activity, String source, String model, Instant now, int days) {
        List<Standing> own = all.stream()
                .filter(one -> source.isEmpty() || one.about().source().equals(source))
                .filter(one -> model.isEmpty() || one.about().model().equals(model))
                .toList();
        Instant from = Activity.endOfHour(now).minus(DAY.multipliedBy(days));
        List<Step> steps = new ArrayList<>();
        for (Activity.Counts diagnoses : activity.days(source, model, now, days)) {
            Instant start = from;
            Instant end = from.plus(DAY);
            List<ReviewDecision> decisions = own.stream()
                    .filter(one -> !one.about().raisedAt().isBefore(start)
                            && one.about().raisedAt().isBefore(end))
                    .flatMap(one -> one.reviews().stream().map(review -> review.getDecision()))
                    .toList();
            steps.add(new Step(start, end, diagnoses, decisions.size(), (int) decisions.stream()
                    .filter(decision -> decision == ReviewDecision.OVERRIDDEN)
                    .count()));
            from = end;
        }
        return new Trend(source, model, steps);
    }
}
