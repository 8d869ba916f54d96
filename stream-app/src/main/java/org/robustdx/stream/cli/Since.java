package org.robustdx.stream.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A time in the past as a person writes it: an age such as {@code 7d}, {@code 12h} or {@code 30m}, or an ISO time in UTC. */
final class Since {
    private static final Pattern AGE = Pattern.compile("(\\d{1,5})([dhm])");

    private Since() {}

    /**
     * Returns the time.
     *
     * @throws IllegalArgumentException if the text is neither
     */
    static Instant parse(String text, Instant now) {
        Matcher age = AGE.matcher(text);
        if (age.matches()) {
            int count = Integer.parseInt(age.group(1));
            return now.minus(
                    switch (age.group(2)) {
                        case "d" -> Duration.ofDays(count);
                        case "h" -> Duration.ofHours(count);
                        default -> Duration.ofMinutes(count);
                    });
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "since: %s (expected: an age such as 7d, 12h or 30m, or a time such as 2026-01-31T00:00:00Z)"
                            .formatted(text),
                    e);
        }
    }
}
