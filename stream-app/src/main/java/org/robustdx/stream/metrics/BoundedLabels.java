package org.robustdx.stream.metrics;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.robustdx.schemas.shown.PlainText;

/**
 * Limits the number of values of a label. The values come with images, so anyone can send new ones, and each value is a
 * time series. A limited number of values have their own label; all others share the label {@value #OTHER}. A new value
 * replaces one that was unused for a while, but never a value that the user named. Replacing values sooner would let a
 * sender of many new values end the series of all other senders. Thread-safe.
 */
final class BoundedLabels {
    /** The shared label. */
    static final String OTHER = "other";

    private static final int LONGEST = 64;

    private final int most;
    private final long idleNanos;
    private final LongSupplier nanos;
    private final Consumer<String> givenUp;
    private final Set<String> named = new HashSet<>();
    /** When each label was used last. The least recently used one is first. */
    private final Map<String, Long> used = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * Creates labels.
     *
     * @param most maximum number of labels, including the named ones
     * @param named values that always have their own label
     * @param idle minimum time without use before a label can be replaced
     * @param nanos clock in nanoseconds, with any origin
     * @param givenUp receives each label that is replaced
     */
    BoundedLabels(int most, Set<String> named, Duration idle, LongSupplier nanos, Consumer<String> givenUp) {
        this.most = most;
        this.idleNanos = idle.toNanos();
        this.nanos = nanos;
        this.givenUp = givenUp;
        named.forEach(value -> this.named.add(label(value)));
    }

    /** Returns the label of a value and marks it as used now. */
    synchronized String of(String value) {
        String label = label(value);
        if (label.equals(OTHER) || named.contains(label)) {
            return label;
        }
        long now = nanos.getAsLong();
        if (!used.containsKey(label) && named.size() + used.size() >= most && !giveUpOne(now)) {
            return OTHER;
        }
        used.put(label, now);
        return label;
    }

    private boolean giveUpOne(long now) {
        Map.Entry<String, Long> oldest = used.entrySet().stream().findFirst().orElse(null);
        if (oldest == null || now - oldest.getValue() < idleNanos) {
            return false;
        }
        String label = oldest.getKey();
        used.remove(label);
        givenUp.accept(label);
        return true;
    }

    private static String label(String value) {
        String label = PlainText.of(value);
        return label.isEmpty() ? "none" : label.length() > LONGEST ? OTHER : label;
    }
}
