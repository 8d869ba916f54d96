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
 * Values of a label that come with images: anybody can send a new one with each, and every one is a time series. So many have a label of their own at a
 * time, all others share one. A label that was not used for a while is given up for one that comes; those that the user named stay. It is
 * not given up sooner: whoever sends new values all the time would end everybody else's series, and begin new ones without end. Thread-safe.
 */
final class BoundedLabels {
    /** Stands for all that have none of their own. */
    static final String OTHER = "other";

    private static final int LONGEST = 64;

    private final int most;
    private final long idleNanos;
    private final LongSupplier nanos;
    private final Consumer<String> givenUp;
    private final Set<String> named = new HashSet<>();
    /** When each was used last, the longest unused first. */
    private final Map<String, Long> used = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * Creates labels.
     *
     * @param most how many, the named ones among them
     * @param named values that always have one
     * @param idle how long a label is kept unused
     * @param nanos the time in nanoseconds, from any beginning
     * @param givenUp told of a label that ends
     */
    BoundedLabels(int most, Set<String> named, Duration idle, LongSupplier nanos, Consumer<String> givenUp) {
        this.most = most;
        this.idleNanos = idle.toNanos();
        this.nanos = nanos;
        this.givenUp = givenUp;
        named.forEach(value -> this.named.add(label(value)));
    }

    /** Returns the label of a value that is used now. */
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
