package org.robustdx.stream.config;

import java.time.Duration;
import java.util.List;

/**
 * When a source's images raise an alert together.
 *
 * @param window time whose images are looked at together; a window begins every half of it. Zero turns all of it off.
 * @param grace how long a window waits for images that come late
 * @param probability an alert is raised where chance explains what was seen with at most this probability, above 0 and below 1
 * @param nearDuplicates images that look alike, in one window, from which on they are taken for an attack's queries; at least 2
 * @param idMemory how long an image id is remembered, with the SHA-256 of its bytes; above zero
 */
public record CampaignSettings(
        Duration window, Duration grace, double probability, int nearDuplicates, Duration idMemory) {
    private static final Duration LONGEST = Duration.ofDays(7);

    public CampaignSettings {
        seconds("campaign-window", window, 0);
        seconds("campaign-grace", grace, 0);
        seconds("id-memory", idMemory, 1);
        if (!(probability > 0 && probability < 1)) {
            throw new IllegalArgumentException(
                    "campaign-probability: %s (expected: above 0 and below 1)".formatted(probability));
        }
        if (nearDuplicates < 2) {
            throw new IllegalArgumentException("near-duplicates: %d (expected: >= 2)".formatted(nearDuplicates));
        }
    }

    private static void seconds(String name, Duration value, int least) {
        if (value.toSeconds() < least || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "%s: %d (expected: %d to %d)".formatted(name, value.toSeconds(), least, LONGEST.toSeconds()));
        }
    }

    /** Returns the defaults: ten minutes, one minute, one in a million, 20, one hour. */
    public static CampaignSettings ofDefaults() {
        return new CampaignSettings(Duration.ofMinutes(10), Duration.ofMinutes(1), 1e-6, 20, Duration.ofHours(1));
    }

    /** Returns whether images are looked at together at all. */
    public boolean enabled() {
        return !window.isZero();
    }

    /** Returns the settings as lines to be shown. */
    public List<String> shown() {
        return enabled()
                ? List.of(
                        "campaign-window = " + window.toSeconds(),
                        "campaign-grace = " + grace.toSeconds(),
                        "campaign-probability = " + probability,
                        "near-duplicates = " + nearDuplicates,
                        "id-memory = " + idMemory.toSeconds())
                : List.of("campaign-window = 0 (no campaign alerts)");
    }
}
