package org.robustdx.gateway.intake;

import org.robustdx.kafka.SizeLimits;

/**
 * How instances become events.
 *
 * @param source name of the archive in the events; a pseudonym of the device follows it
 * @param burnedInAccepted whether images are taken that state to have text burned into their pixels
 * @param sizes limits on messages
 * @param maxInstanceBytes largest instance that is taken
 */
public record IntakeSettings(String source, boolean burnedInAccepted, SizeLimits sizes, long maxInstanceBytes) {
    private static final long MOST = 1L << 30;

    public IntakeSettings {
        if (!source.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new IllegalArgumentException(
                    "source: %s (expected: 1 to 64 letters, digits, '.', '_' and '-')".formatted(source));
        }
        if (maxInstanceBytes < 1024 || maxInstanceBytes > MOST) {
            throw new IllegalArgumentException(
                    "max-instance-bytes: %d (expected: 1024 to %d)".formatted(maxInstanceBytes, MOST));
        }
    }
}
