package org.robustdx.stream.config;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How long the fetch of one referenced content may take, with all tries: a fixed time, and one second for each MiB that the reference states. A place
 * that delivers 1 MiB/s or more is never too slow for an object, whatever its size.
 *
 * @param base time for small content; also the longest time for the question whether the place itself answers
 */
public record FetchTime(Duration base) {
    /** Slowest delivery that is waited for. */
    public static final long LEAST_BYTES_PER_SECOND = 1 << 20;

    private static final FetchTime DEFAULT = new FetchTime(Duration.ofSeconds(6));

    /** Returns the default, with a fixed time of 6 s. */
    public static FetchTime ofDefault() {
        return DEFAULT;
    }

    /** Returns the longest time for content of so many bytes, with all tries. */
    public Duration of(long bytes) {
        return base.plusMillis(TimeUnit.SECONDS.toMillis(bytes) / LEAST_BYTES_PER_SECOND);
    }

    /** Returns the longest time until it is known what becomes of content of so many bytes: the fetch, then the question whether the place answers. */
    public Duration longest(long bytes) {
        return of(bytes).plus(base);
    }
}
