package org.robustdx.console.web;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.robustdx.console.access.Account;
import org.robustdx.console.access.AuditLog;
import org.robustdx.console.cases.CaseBoard;
import org.robustdx.console.cases.CaseKind;
import org.robustdx.console.cases.Standing;
import org.robustdx.console.cases.Subject;
import org.robustdx.console.cases.TriageCase;
import org.robustdx.console.pages.CaseView;
import org.robustdx.console.pages.DecisionForm;
import org.robustdx.console.topics.ReviewLog;
import org.robustdx.console.topics.UnavailableException;
import org.robustdx.schemas.Review;
import org.robustdx.schemas.ReviewDecision;

/**
 * Checks and stores decisions. Whoever decides says which decisions on the case he has seen; if there is another one by now, nothing is stored, and he
 * decides again knowing it. Thread-safe.
 */
final class Decisions {
    private static final int LOCKS = 64;
    /** What numbers of patients, dates of birth and telephone numbers look like. */
    private static final Pattern IDENTIFIER =
            Pattern.compile("\\d{6,}|\\d{1,4}[./-]\\d{1,2}[./-]\\d{1,4}|[\\w.+-]+@[\\w-]+\\.\\w+");

    private final CaseBoard board;
    private final ReviewLog reviews;
    private final AuditLog audit;
    private final Clock clock;
    private final List<Object> locks = new ArrayList<>();

    /** What came of it. */
    sealed interface Result {
        /**
         * It is stored.
         *
         * @param subjects the case and, if the same was decided on them, its images
         */
        record Stored(List<Subject> subjects) implements Result {
            /** Copies the list. */
            public Stored {
                subjects = List.copyOf(subjects);
            }
        }

        /**
         * It is not stored.
         *
         * @param status of the answer
         * @param why one line for the person
         */
        record Refused(int status, String why) implements Result {}
    }

    Decisions(CaseBoard board, ReviewLog reviews, AuditLog audit, Clock clock) {
        this.board = board;
        this.reviews = reviews;
        this.audit = audit;
        this.clock = clock;
        for (int i = 0; i < LOCKS; i++) {
            locks.add(new Object());
        }
    }

    /**
     * Stores a decision.
     *
     * @param seen fingerprint of the decisions that the person has seen
     * @param members whether the same is decided on the images of a campaign
     * @throws UnavailableException if Kafka has not confirmed it
     */
    Result decide(
            Account account, String address, Subject subject, CaseView.Choice choice, String seen, boolean members)
            throws UnavailableException {
        Optional<Standing> found = board.find(subject);
        if (found.isEmpty()) {
            return new Result.Refused(404, "There is no such case.");
        }
        TriageCase one = found.get().about();
        Optional<ReviewDecision> decision = DecisionForm.offered(one).stream()
                .filter(offer -> offer.name().equals(choice.decision()))
                .findFirst();
        if (decision.isEmpty()) {
            return new Result.Refused(400, "Choose a decision.");
        }
        String label =
                decision.get() == ReviewDecision.OVERRIDDEN ? choice.label().strip() : "";
        Optional<String> problem = problem(one, decision.get(), label, choice.note());
        if (problem.isPresent()) {
            return new Result.Refused(400, problem.get());
        }
        Result result = store(
                account, address, subject, decision.get(), label, choice.note().strip(), Optional.of(seen));
        if (result instanceof Result.Stored && members && one.kind() == CaseKind.CAMPAIGN) {
            List<Subject> stored = new ArrayList<>(List.of(subject));
            for (Standing image : board.openImages(one)) {
                stored.add(image.about().subject());
                store(
                        account,
                        address,
                        image.about().subject(),
                        decision.get(),
                        "",
                        choice.note().strip(),
                        Optional.empty());
            }
            return new Result.Stored(stored);
        }
        return result;
    }

    private static Optional<String> problem(TriageCase one, ReviewDecision decision, String label, String note) {
        if (decision == ReviewDecision.OVERRIDDEN && label.isEmpty()) {
            return Optional.of("Give your label: an override needs one.");
        }
        if (decision == ReviewDecision.OVERRIDDEN && label.equals(one.label())) {
            return Optional.of("Your label is the model's. To keep it, decide \"not an attack\".");
        }
        if (label.length() > 100 || note.length() > DecisionForm.LONGEST_NOTE) {
            return Optional.of(
                    "Label or note: too long (at most 100 and %d characters).".formatted(DecisionForm.LONGEST_NOTE));
        }
        return IDENTIFIER.matcher(note).find()
                ? Optional.of(
                        "The note looks as if it held an identifier (a long number, a date, an address). Remove it.")
                : Optional.empty();
    }

    private Result store(
            Account account,
            String address,
            Subject subject,
            ReviewDecision decision,
            String label,
            String note,
            Optional<String> seen)
            throws UnavailableException {
        synchronized (lock(subject)) {
            Standing now = board.find(subject).orElseThrow();
            if (seen.isPresent() && !seen.get().equals(now.fingerprint())) {
                return new Result.Refused(
                        409,
                        "Somebody has decided on this case meanwhile, as you see below. Your decision is not stored."
                                + " Store it again if it still holds.");
            }
            Optional<Review> former = now.by(account.pseudonym());
            Review review = review(now.about(), account, decision, label, note);
            reviews.write(subject, review);
            Map<String, String> details = new HashMap<>();
            details.put("subject", subject.toString());
            details.put("reviewer", account.pseudonym());
            details.put("decision", decision.name());
            details.put("label", label);
            details.put("model", review.getModelSha256());
            details.put("before", former.map(one -> one.getDecision().name()).orElse(""));
            audit.write("decided", account.name(), address, details);
            return new Result.Stored(List.of(subject));
        }
    }

    private Review review(TriageCase one, Account account, ReviewDecision decision, String label, String note) {
        return Review.newBuilder()
                .setSubjectTopic(one.subject().topic())
                .setSubjectPartition(one.subject().partition())
                .setSubjectOffset(one.subject().offset())
                .setImageId(one.imageId())
                .setSource(one.source())
                .setContentSha256(one.contentSha256())
                .setModelName(one.model())
                .setModelSha256(one.modelSha256())
                .setModelLabel(one.label())
                .setReviewer(account.pseudonym())
                .setDecision(decision)
                .setLabel(label)
                .setNote(note)
                .setReviewedAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
                .build();
    }

    /**
     * Withdraws a person's decision, if there is one.
     *
     * @throws UnavailableException if Kafka has not confirmed it
     */
    void withdraw(Account account, String address, Subject subject) throws UnavailableException {
        synchronized (lock(subject)) {
            Optional<Review> mine = board.find(subject).flatMap(standing -> standing.by(account.pseudonym()));
            if (mine.isPresent()) {
                reviews.withdraw(subject, account.pseudonym());
                audit.write(
                        "withdrawn",
                        account.name(),
                        address,
                        Map.of(
                                "subject", subject.toString(),
                                "reviewer", account.pseudonym(),
                                "before", mine.get().getDecision().name()));
            }
        }
    }

    private Object lock(Subject subject) {
        return locks.get(Math.floorMod(subject.hashCode(), LOCKS));
    }
}
