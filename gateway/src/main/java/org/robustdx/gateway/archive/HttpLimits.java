package org.robustdx.gateway.archive;

import java.time.Duration;

/**
 * How requests are limited.
 *
 * @param timeout longest time of one request, until the last byte of its answer
 * @param tries how often a request is sent that a server does not answer, or answers with 429 or 5xx
 * @param firstPause pause before the second try; each further one is twice as long, up to 30 s
 */
public record HttpLimits(Duration timeout, int tries, Duration firstPause) {
    public HttpLimits {
        if (timeout.isNegative() || timeout.isZero() || firstPause.isNegative()) {
            throw new IllegalArgumentException("timeout: %s (expected: > 0)".formatted(timeout));
        }
        if (tries < 1) {
            throw new IllegalArgumentException("tries: %d (expected: > 0)".formatted(tries));
        }
    }
}
