package org.robustdx.console.cases;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.robustdx.schemas.shown.PlainText;

/**
 * Which cases are listed. An empty text selects everything.
 *
 * @param state {@code open} (the default: what somebody has to look at), {@code disputed}, {@code decided} or {@code all}
 * @param source device or system
 * @param task what the model is for
 * @param model name of the model
 * @param kind name of a {@link CaseKind}
 * @param day day in UTC, {@code YYYY-MM-DD}
 * @param since earliest time at which the alert was raised, as an instant of ISO 8601
 * @param until time before which the alert was raised
 * @param decision name of a decision that a reviewer has made, or {@link #ANY} where any decision will do
 * @param campaign the campaign whose images are listed, as {@link Subject#toString} writes it
 */
public record QueueFilter(
        String state,
        String source,
        String task,
        String model,
        String kind,
        String day,
        String since,
        String until,
        String decision,
        String campaign) {
    private static final List<String> STATES =
            List.of("open", "disputed", "decided", "all"); // The constructor of OPEN needs it.

    /** The decision of a filter that lists every case on which somebody has decided. */
    public static final String ANY = "ANY";

    /** Everything that is open. */
    public static final QueueFilter OPEN = new QueueFilter("open", "", "", "", "", "", "", "", "", "");

    /** Replaces a state that is none by {@code open}. */
    public QueueFilter {
        state = STATES.contains(state) ? state : "open";
    }

    /** Returns the filter that the parameters of a request ask for. */
    public static QueueFilter of(Map<String, String> parameters) {
        return new QueueFilter(
                parameters.getOrDefault("state", "open"),
                parameters.getOrDefault("source", ""),
                parameters.getOrDefault("task", ""),
                parameters.getOrDefault("model", ""),
                parameters.getOrDefault("kind", ""),
                parameters.getOrDefault("day", ""),
                parameters.getOrDefault("since", ""),
                parameters.getOrDefault("until", ""),
                parameters.getOrDefault("decision", ""),
                parameters.getOrDefault("campaign", ""));
    }

    /** Returns the parameters that differ from the default, for links. */
    public List<Map.Entry<String, String>> parameters() {
        List<Map.Entry<String, String>> set = new ArrayList<>();
        add(set, "state", state.equals("open") ? "" : state);
        add(set, "source", source);
        add(set, "task", task);
        add(set, "model", model);
        add(set, "kind", kind);
        add(set, "day", day);
        add(set, "since", since);
        add(set, "until", until);
        add(set, "decision", decision);
        add(set, "campaign", campaign);
        return set;
    }

    private static void add(List<Map.Entry<String, String>> set, String name, String value) {
        if (!value.isEmpty()) {
            set.add(Map.entry(name, value));
        }
    }

    /** Returns the campaign whose images are listed. */
    public Optional<Subject> campaignSubject() {
        return Subject.parse(campaign);
    }

    /** Returns whether this case is listed, as far as it can be told from the case alone. */
    boolean accepts(Standing one) {
        TriageCase about = one.about();
        boolean byState =
                switch (state) {
                    case "disputed" -> one.state() == CaseState.DISPUTED;
                    case "decided" -> !one.state().inQueue();
                    case "all" -> true;
                    default -> one.state().inQueue();
                };
        return byState
                && matches(source, about.source())
                && matches(task, about.task())
                && matches(model, about.model())
                && matches(kind, about.kind().name())
                && (day.isEmpty() || isOnDay(about))
                && (since.isEmpty()
                        || instant(since)
                                .map(at -> !about.raisedAt().isBefore(at))
                                .orElse(false))
                && (until.isEmpty()
                        || instant(until).map(about.raisedAt()::isBefore).orElse(false))
                && (decision.isEmpty()
                        || one.reviews().stream()
                                .anyMatch(review -> decision.equals(ANY)
                                        || review.getDecision().name().equals(decision)));
    }

    /** Returns the instant that a text names; empty if it names none, and then the filter selects nothing. */
    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** A page shows invisible characters as numbers, and a filter of the page sends them back so. */
    private static boolean matches(String wanted, String value) {
        return wanted.isEmpty() || wanted.equals(value) || wanted.equals(PlainText.of(value));
    }

    private boolean isOnDay(TriageCase about) {
        try {
            return about.raisedAt().atZone(ZoneOffset.UTC).toLocalDate().equals(LocalDate.parse(day));
        } catch (DateTimeParseException e) {
            return false; // No alert has a day that cannot be parsed.
        }
    }
}
