package org.robustdx.console.cases;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.robustdx.schemas.Review;
import org.robustdx.schemas.ReviewDecision;

/**
 * Figures about all cases and diagnoses.
 *
 * @param counts how many cases there are
 * @param disputed cases on which the reviewers disagree
 * @param agreement how far the reviewers agree with the models
 * @param ages open cases by age
 * @param days diagnoses by day, the oldest first
 * @param sources figures of each source, the busiest first
 * @param models figures of each model, the busiest first
 */
public record Overview(
        CaseBoard.Counts counts,
        int disputed,
        Agreement agreement,
        List<AgeBand> ages,
        List<Activity.Counts> days,
        List<Group> sources,
        List<Group> models) {
    /** Copies the lists. */
    public Overview {
        ages = List.copyOf(ages);
        days = List.copyOf(days);
        sources = List.copyOf(sources);
        models = List.copyOf(models);
    }

    /**
     * Open cases of some age.
     *
     * @param name the age in words
     * @param cases how many
     * @param from earliest time at which their alerts were raised; the beginning of time for the oldest
     * @param until time before which their alerts were raised; the end of time for the newest
     */
    public record AgeBand(String name, int cases, Instant from, Instant until) {}

    /**
     * The figures of a source or a model.
     *
     * @param name of the source or model
     * @param digests SHA-256 of the model files that its cases name; empty of a source
     * @param diagnoses diagnoses in the days
     * @param cases its cases
     * @param open those of them that are open
     * @param decisions decisions by kind; of a disputed case each reviewer's
     * @param agreement how far the reviewers agree with the model
     */
    public record Group(
            String name,
            List<String> digests,
            Activity.Counts diagnoses,
            int cases,
            int open,
            Map<ReviewDecision, Integer> decisions,
            Agreement agreement) {
        /** Returns how many decisions of a kind there are. */
        public int decided(ReviewDecision decision) {
            return decisions.getOrDefault(decision, 0);
        }
    }

    /**
     * Returns the figures of so many days that end now.
     *
     * @param all the cases
     * @param activity counts of diagnoses
     */
    public static Overview of(List<Standing> all, Activity activity, Instant now, int days) {
        List<Group> sources = new ArrayList<>();
        for (String source : names(all, TriageCase::source, activity.sources())) {
            sources.add(group(
                    source,
                    all.stream()
                            .filter(one -> one.about().source().equals(source))
                            .toList(),
                    sum(activity.days(source, "", now, days)),
                    List.of()));
        }
        List<Group> models = new ArrayList<>();
        for (String model : names(all, TriageCase::model, activity.models())) {
            List<Standing> own = all.stream()
                    .filter(one -> one.about().model().equals(model))
                    .toList();
            models.add(group(
                    model,
                    own,
                    sum(activity.days("", model, now, days)),
                    own.stream()
                            .map(one -> one.about().modelSha256())
                            .distinct()
                            .sorted()
                            .toList()));
        }
        return new Overview(
                CaseBoard.Counts.of(all),
                (int) all.stream()
                        .filter(one -> one.state() == CaseState.DISPUTED)
                        .count(),
                Agreement.of(all),
                ages(all, now),
                activity.days("", "", now, days),
                busiest(sources),
                busiest(models));
    }

    private static TreeSet<String> names(List<Standing> all, Function<TriageCase, String> field, List<String> more) {
        TreeSet<String> names = new TreeSet<>(more);
        all.forEach(one -> names.add(field.apply(one.about())));
        names.remove("");
        return names;
    }

    private static Activity.Counts sum(List<Activity.Counts> days) {
        return days.stream().reduce(Activity.Counts.NONE, Activity.Counts::plus);
    }

    private static List<Group> busiest(List<Group> groups) {
        return groups.stream()
                .sorted(Comparator.comparingLong(
                                (Group group) -> group.diagnoses().images())
                        .reversed()
                        .thenComparing(Group::name))
                .toList();
    }

    private static Group group(String name, List<Standing> own, Activity.Counts diagnoses, List<String> digests) {
        Map<ReviewDecision, Integer> decisions = new EnumMap<>(ReviewDecision.class);
        for (Standing one : own) {
            for (Review review : one.reviews()) {
                decisions.merge(review.getDecision(), 1, Integer::sum);
            }
        }
        int open = (int) own.stream().filter(one -> one.state().inQueue()).count();
        return new Group(name, digests, diagnoses, own.size(), open, decisions, Agreement.of(own));
    }

    private static List<AgeBand> ages(List<Standing> all, Instant now) {
        Instant hour = youngerThan(Duration.ofHours(1), now);
        Instant day = youngerThan(Duration.ofDays(1), now);
        Instant week = youngerThan(Duration.ofDays(7), now);
        return List.of(
                band("less than 1 hour", all, hour, Instant.MAX),
                band("1 to 24 hours", all, day, hour),
                band("1 to 7 days", all, week, day),
                band("more than 7 days", all, Instant.MIN, week));
    }

    /** Returns the earliest time of what is younger than this. Alerts are timed in milliseconds. */
    private static Instant youngerThan(Duration age, Instant now) {
        return now.minus(age).plusMillis(1);
    }

    private static AgeBand band(String name, List<Standing> all, Instant from, Instant until) {
        int cases = (int) all.stream()
                .filter(one -> one.state().inQueue())
                .map(one -> one.about().raisedAt())
                .filter(raised -> !raised.isBefore(from) && raised.isBefore(until))
                .count();
        return new AgeBand(name, cases, from, until);
    }
}
