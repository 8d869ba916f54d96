package org.robustdx.console.cases;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.Verdict;

/**
 * Counts diagnoses by source, model and hour. Senders choose the names of sources, so their number is bounded: the diagnoses of further sources are
 * counted together under {@link #OTHERS}. Thread-safe.
 */
public final class Activity {
    /** Name under which the sources beyond the limit are counted. */
    public static final String OTHERS = "(others)";

    private static final int MAX_KEYS = 1_000;
    private static final long SECONDS_PER_HOUR = 3600;

    private final Duration kept;
    private final Map<Key, TreeMap<Long, Counts>> hours = new HashMap<>();
    private final ScoreCurves curves = new ScoreCurves();
    private long newestHour = Long.MIN_VALUE;

    private record Key(String source, String model) {}

    /**
     * Diagnoses in some time.
     *
     * @param images all of them
     * @param flagged those that looked tampered with
     * @param outOfScope those without a diagnosis
     */
    public record Counts(long images, long flagged, long outOfScope) {
        /** No diagnoses. */
        public static final Counts NONE = new Counts(0, 0, 0);

        /** Returns both together. */
        public Counts plus(Counts other) {
            return new Counts(images + other.images, flagged + other.flagged, outOfScope + other.outOfScope);
        }

        static Counts of(Verdict verdict) {
            return switch (verdict) {
                case TRUSTED -> new Counts(1, 0, 0);
                case SUSPECT, REJECTED -> new Counts(1, 1, 0);
                case OUT_OF_SCOPE -> new Counts(1, 0, 1);
            };
        }
    }

    /** @param kept how long diagnoses are counted, back from the newest */
    public Activity(Duration kept) {
        this.kept = kept;
    }

    /** Returns the calibration curves that the diagnoses show. */
    public ScoreCurves curves() {
        return curves;
    }

    /** Counts a diagnosis. */
    public synchronized void add(Diagnosis diagnosis) {
        curves.add(diagnosis);
        long hour = hour(diagnosis.getDiagnosedAt());
        if (hour > newestHour) {
            newestHour = hour;
            long oldest = newestHour - kept.toHours();
            hours.values().forEach(counts -> counts.headMap(oldest).clear());
            hours.values().removeIf(Map::isEmpty);
        }
        Key key = new Key(diagnosis.getSource(), diagnosis.getModelName());
        if (!hours.containsKey(key) && hours.size() >= MAX_KEYS) {
            key = new Key(OTHERS, diagnosis.getModelName());
        }
        hours.computeIfAbsent(key, one -> new TreeMap<>()).merge(hour, Counts.of(diagnosis.getVerdict()), Counts::plus);
    }

    /** Returns the end of the hour that holds this time: the end of the newest step of {@link #lastDay} and {@link #days}. */
    static Instant endOfHour(Instant time) {
        return Instant.ofEpochSecond((hour(time) + 1) * SECONDS_PER_HOUR);
    }

    private static long hour(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), SECONDS_PER_HOUR);
    }

    /** Returns the counts of one source in the 24 hours that end with this one, the oldest first. */
    public List<Counts> lastDay(String source, Instant now) {
        return byHour(key -> key.source().equals(source), now, 24);
    }

    /**
     * Returns the counts of the days that end with this one, in steps of 24 hours, the oldest first.
     *
     * @param source the source, or an empty text for all
     * @param model the model, or an empty text for all
     */
    public List<Counts> days(String source, String model, Instant now, int days) {
        List<Counts> byHour = byHour(
                key -> (source.isEmpty() || key.source().equals(source))
                        && (model.isEmpty() || key.model().equals(model)),
                now,
                days * 24);
        List<Counts> byDay = new ArrayList<>();
        for (int day = 0; day < days; day++) {
            byDay.add(byHour.subList(day * 24, (day + 1) * 24).stream().reduce(Counts.NONE, Counts::plus));
        }
        return byDay;
    }

    private synchronized List<Counts> byHour(Predicate<Key> wanted, Instant now, int number) {
        long last = hour(now);
        List<Counts> counts = new ArrayList<>();
        for (long hour = last - number + 1; hour <= last; hour++) {
            Counts sum = Counts.NONE;
            for (Map.Entry<Key, TreeMap<Long, Counts>> entry : hours.entrySet()) {
                if (wanted.test(entry.getKey())) {
                    sum = sum.plus(entry.getValue().getOrDefault(hour, Counts.NONE));
                }
            }
            counts.add(sum);
        }
        return counts;
    }

    /** Returns the sources, sorted. */
    public synchronized List<String> sources() {
        TreeSet<String> names = new TreeSet<>();
        hours.keySet().forEach(key -> names.add(key.source()));
        return List.copyOf(names);
    }

    /** Returns the models, sorted. */
    public synchronized List<String> models() {
        TreeSet<String> names = new TreeSet<>();
        hours.keySet().forEach(key -> names.add(key.model()));
        return List.copyOf(names);
    }
}
