package org.robustdx.lab.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The first seconds of an app that starts in the middle of a burst: images already lie in the topic. All times are
 * counted in seconds from the start of the app's process.
 *
 * @param ready when the app has its partitions
 * @param firstOutcome when the first outcome can be read; empty if there was none during the warm-up
 * @param nearSteady when outcomes first arrive at 90 % of the steady rate for a second; empty if they did not do so
 *     during the warm-up
 */
record ColdStart(double ready, OptionalDouble firstOutcome, OptionalDouble nearSteady) {
    private static final double NEAR = 0.9;

    /**
     * Returns the times of an app.
     *
     * @param started when its process started, as {@link System#nanoTime}
     * @param ready when it was ready
     * @param outcomes when its first outcomes arrived
     * @param steady its rate after the warm-up, in images per second
     */
    static ColdStart of(long started, long ready, Timeline outcomes, double steady) {
        return new ColdStart(
                (ready - started) / 1e9,
                seconds(started, outcomes.first()),
                seconds(started, outcomes.reached(NEAR * steady)));
    }

    private static OptionalDouble seconds(long started, OptionalLong time) {
        return time.isPresent() ? OptionalDouble.of((time.getAsLong() - started) / 1e9) : OptionalDouble.empty();
    }

    /** Returns the times as a line to print. */
    String line() {
        return String.format(
                Locale.ROOT,
                "cold start: ready after %.1f s, first outcome after %s, 90 %% of the steady rate after %s",
                ready,
                shown(firstOutcome),
                shown(nearSteady));
    }

    private static String shown(OptionalDouble seconds) {
        return seconds.isPresent()
                ? String.format(Locale.ROOT, "%.1f s", seconds.getAsDouble())
                : "more than the warm-up";
    }

    /** Returns the times by name; a time that was not reached is missing. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("ready_s", ready);
        firstOutcome.ifPresent(seconds -> json.put("first_outcome_s", seconds));
        nearSteady.ifPresent(seconds -> json.put("steady_90_percent_s", seconds));
        return json;
    }
}
