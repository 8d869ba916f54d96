package org.robustdx.stream.metrics;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Values of a label that come with images: anybody can send a new one with each, and every one is a time series for ever. The first so many are
 * taken as they are, all others together. Thread-safe.
 */
final class BoundedLabels {
    /** Stands for all that came too late. */
    static final String OTHER = "other";

    private static final int LONGEST = 64;

    private final int most;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    BoundedLabels(int most) {
        this.most = most;
    }

    String of(String value) {
        String label = value.isEmpty() ? "none" : value.length() > LONGEST ? OTHER : value;
        if (known.contains(label)) {
            return label;
        }
        synchronized (known) {
            return known.contains(label) || (known.size() < most && known.add(label)) ? label : OTHER;
        }
    }
}
