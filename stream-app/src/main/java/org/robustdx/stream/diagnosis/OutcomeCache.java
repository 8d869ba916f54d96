package org.robustdx.stream.diagnosis;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The most recent answers by the SHA-256 of the image's bytes. A model's answer follows from the bytes alone, so an image that comes again, be it
 * sent twice or replayed, gets the very same answer without being read again. Bounded by the memory it takes. Thread-safe.
 */
public final class OutcomeCache {
    private static final long OVERHEAD_BYTES = 1024;

    private final long mostBytes;
    private final Map<String, Outcome.Diagnosed> outcomes = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /**
     * Creates an empty cache.
     *
     * @param mostBytes memory that it may take, about; 0 for no cache
     */
    public OutcomeCache(long mostBytes) {
        if (mostBytes < 0) {
            throw new IllegalArgumentException("mostBytes: %d (expected: >= 0)".formatted(mostBytes));
        }
        this.mostBytes = mostBytes;
    }

    /** Returns the answer to the image with these bytes, if it is still known; no time was spent on it. */
    public synchronized Optional<Outcome.Diagnosed> get(String sha256) {
        return Optional.ofNullable(outcomes.get(sha256)).map(Outcome.Diagnosed::again);
    }

    /** Remembers an answer. */
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
