package org.robustdx.lab.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** When outcomes arrived. */
final class Timeline {
    private static final long SECOND = 1_000_000_000;

    private final List<Sample> samples = new ArrayList<>();

    /** So many outcomes had arrived at this time. */
    private record Sample(long nanos, long count) {}

    /**
     * Adds a sample.
     *
     * @param nanos as {@link System#nanoTime}, not before the last one
     * @param count outcomes so far, not fewer than before
     */
    void add(long nanos, long count) {
        samples.add(new Sample(nanos, count));
    }

    /** Returns the time of the first outcome; empty if there is none. */
    OptionalLong first() {
        return samples.stream()
                .filter(sample -> sample.count() > 0)
                .mapToLong(Sample::nanos)
                .findFirst();
    }

    /**
     * Returns the end of the first second in which outcomes arrived at this rate.
     *
     * @param perSecond outcomes per second
     */
    OptionalLong reached(double perSecond) {
        int before = 0;
        long countBefore = 0;
        for (Sample sample : samples) {
            while (samples.get(before).nanos() <= sample.nanos() - SECOND) {
                countBefore = samples.get(before).count();
                before++;
            }
            if (sample.count() - countBefore >= perSecond) {
                return OptionalLong.of(sample.nanos());
            }
        }
        return OptionalLong.empty();
    }
}
