package org.robustdx.stream.config;

import java.time.Duration;
import java.util.List;

/**
 * When the images of one source together raise an alert.
 *
 * @param window length of a window; a window begins every half length; 0 disables campaign alerts
 * @param grace how long a window waits for late images
 * @param probability significance threshold: an alert is raised if the p-value is at most this; above 0 and below 1
 * @param nearDuplicates minimum number of near-duplicates in one window that counts as a query attack; at least 2
 * @param idMemory how long the SHA-256 of an image id's bytes is remembered; at least 1 s
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

    /** Returns the defaults: window 10 min, grace 1 min, probability 1e-6, 20 near-duplicates, id memory 1 h. */
    public static CampaignSettings ofDefaults() {
        return new CampaignSettings(Duration.ofMinutes(10), Duration.ofMinutes(1), 1e-6, 20, Duration.ofHours(1));
    }

    /** Returns whether campaign alerts are enabled. */
    public boolean enabled() {
        return !window.isZero();
    }

    /** Returns the settings as lines to print. */
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
