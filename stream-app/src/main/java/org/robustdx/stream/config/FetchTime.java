package org.robustdx.stream.config;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Maximum time to fetch one referenced content, including all tries: a fixed time plus one second per MiB of the stated
 * size. A store that delivers at least 1 MiB/s is therefore never too slow, whatever the size of the object.
 *
 * @param base time for small content; also the limit for the check whether the store itself answers
 */
public record FetchTime(Duration base) {
    /** Minimum transfer rate that is accepted. */
    public static final long LEAST_BYTES_PER_SECOND = 1 << 20;

    private static final FetchTime DEFAULT = new FetchTime(Duration.ofSeconds(6));

    /** Returns the default, with a fixed time of 6 s. */
    public static FetchTime ofDefault() {
        return DEFAULT;
    }

    /** Returns the maximum time for content of {@code bytes} bytes, including all tries. */
    public Duration of(long bytes) {
        return base.plusMillis(TimeUnit.SECONDS.toMillis(bytes) / LEAST_BYTES_PER_SECOND);
    }

    /**
     * Returns the maximum time until the result for content of {@code bytes} bytes is known: the fetch, then the check
     * whether the store answers.
     */
    public Duration longest(long bytes) {
        return of(bytes).plus(base);
    }
}
