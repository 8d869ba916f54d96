package org.robustdx.stream.diagnosis;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Caches the most recently used answers by the SHA-256 of the image bytes. The answer of a model depends on the bytes
 * alone. A repeated image, for example after a replay, therefore gets the same answer without another inference. The
 * memory is bounded. Thread-safe.
 */
public final class OutcomeCache {
    private static final long OVERHEAD_BYTES = 1024;

    private final long mostBytes;
    private final Map<String, Outcome.Diagnosed> outcomes = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /**
     * Creates an empty cache.
     *
     * @param mostBytes approximate memory limit in bytes; 0 disables the cache
     * @throws IllegalArgumentException if {@code mostBytes} is negative
     */
    public OutcomeCache(long mostBytes) {
        if (mostBytes < 0) {
            throw new IllegalArgumentException("mostBytes: %d (expected: >= 0)".formatted(mostBytes));
        }
        this.mostBytes = mostBytes;
    }

    /** Returns the cached answer for an image, with times of 0; empty if there is none. */
    public synchronized Optional<Outcome.Diagnosed> get(String sha256) {
        return Optional.ofNullable(outcomes.get(sha256)).map(Outcome.Diagnosed::again);
    }

    /** Adds an answer and evicts the least recently used ones if the limit is exceeded. */
    public synchronized void put(Outcome.Diagnosed outcome) {
        Outcome.Diagnosed before = outcomes.put(outcome.fingerprint().sha256(), outcome);
        bytes += weight(outcome) - (before == null ? 0 : weight(before));
        Iterator<Outcome.Diagnosed> oldest = outcomes.values().iterator();
        while (bytes > mostBytes && oldest.hasNext()) {
            bytes -= weight(oldest.next());
            oldest.remove();
        }
    }

    private static long weight(Outcome.Diagnosed outcome) {
        return OVERHEAD_BYTES
                + outcome.read().denoised().map(image -> image.pixels().length).orElse(0);
    }
}
