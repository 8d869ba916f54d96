package org.robustdx.console;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;

/** A source of time that a test moves. */
public final class MovingClock implements InstantSource {
    private Instant now = Alerts.NOON;

    /** Returns the clock. */
    public Clock clock() {
        return withZone(ZoneOffset.UTC);
    }

    /** Moves the clock. */
    public void forward(Duration by) {
        now = now.plus(by);
    }

    @Override
    public Instant instant() {
        return now;
    }
}
