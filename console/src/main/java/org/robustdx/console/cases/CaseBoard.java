package org.robustdx.console.cases;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.robustdx.schemas.Review;

/**
 * All cases and all decisions, as the topics have them. It may be lost: whoever reads the topics again gets the same board. Thread-safe.
 *
 * <p>A decision can come before its case, because the topics are read side by side.
 */
public final class CaseBoard {
    private final Map<Subject, TriageCase> cases = new HashMap<>();
    private final Map<Subject, Map<String, Entry>> decisions = new HashMap<>();
    private long version;
    private @Nullable List<Standing> sorted;

    /**
     * The newest record of a reviewer's decision on a subject.
     *
     * @param offset of the record; of two records, the one with the smaller offset is older
     * @param review the decision, or null where the reviewer has withdrawn it
     */
    private record Entry(long offset, @Nullable Review review) {}

    /**
     * How many cases there are.
     *
     * @param open no reviewer has decided, or the reviewers disagree
     * @param decided the others
     */
    public record Counts(int open, int decided) {
        static Counts of(List<Standing> all) {
            int open = (int) all.stream().filter(one -> one.state().inQueue()).count();
            return new Counts(open, all.size() - open);
        }

        /** Returns how many there are together. */
        public int all() {
            return open + decided;
        }
    }

    /** Adds a case. A case that is known stays as it is. */
    public synchronized void add(TriageCase one) {
        if (cases.putIfAbsent(one.subject(), one) == null) {
            changed();
        }
    }

    /**
     * Enters a reviewer's decision. A record that is older than the known one of the same reviewer is ignored.
     *
     * @param offset of the decision's record
     * @param review the decision, or null where the reviewer has withdrawn it
     */
    public synchronized void decide(Subject subject, String reviewer, long offset, @Nullable Review review) {
        Map<String, Entry> ofSubject = decisions.computeIfAbsent(subject, key -> new TreeMap<>());
        Entry known = ofSubject.get(reviewer);
        if (known == null || known.offset() < offset) {
            ofSubject.put(reviewer, new Entry(offset, review));
            changed();
        }
    }

    private void changed() {
        version++;
        sorted = null;
    }

    /** Returns a number that grows with every change. */
    public synchronized long version() {
        return version;
    }

    /** Returns a case with its decisions. */
    public synchronized Optional<Standing> find(Subject subject) {
        return Optional.ofNullable(cases.get(subject)).map(this::standing);
    }

    private Standing standing(TriageCase one) {
        List<Review> reviews = new ArrayList<>();
        for (Entry entry : decisions.getOrDefault(one.subject(), Map.of()).values()) {
            if (entry.review() != null) {
                reviews.add(entry.review());
            }
        }
        return new Standing(one, reviews);
    }

    /** Returns every case with its decisions, most severe first, then newest first. */
    public synchronized List<Standing> all() {
        List<Standing> current = sorted;
        if (current == null) {
            current = cases.values().stream()
                    .map(this::standing)
                    .sorted(Standing.URGENT_FIRST)
                    .toList();
            sorted = current;
        }
        return current;
    }

    /** Returns the cases that were raised since a time, in the same order. */
    public List<Standing> since(Instant from) {
        return all().stream()
                .filter(one -> !one.about().raisedAt().isBefore(from))
                .toList();
    }

    /** Returns the cases that this filter lists. */
    public Queue queue(QueueFilter filter) {
        return Queue.of(all(), filter);
    }

    /** Returns the images that a campaign is about and that are in the queue. */
    public List<Standing> openImages(TriageCase campaign) {
        return all().stream()
                .filter(one -> one.state().inQueue() && campaign.includes(one.about()))
                .toList();
    }

    /** Returns how many cases there are. */
    public Counts counts() {
        return Counts.of(all());
    }

    /** Returns the distinct values of a field of all cases, sorted, without the empty text. */
    public Collection<String> values(Function<TriageCase, String> field) {
        TreeSet<String> values = new TreeSet<>();
        for (Standing one : all()) {
            String value = field.apply(one.about());
            if (!value.isEmpty()) {
                values.add(value);
            }
        }
        return values;
    }
}
