package org.robustdx.stream.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LivenessTest {
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final AtomicBoolean ready = new AtomicBoolean();
    /** Near the maximum, because the JVM's nanoseconds may overflow. */
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - Liveness.PATIENCE.toNanos());

    private final Liveness liveness = new Liveness(ready::get, nanos::get);

    @AfterEach
    void close() {
        liveness.close();
    }

    private void look(boolean found) {
        ready.set(found);
        liveness.look();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void shouldFailOnlyAfterMinutesWithoutReadiness() {
        look(true);
        pass(Liveness.PATIENCE);
        look(false); // No check happened in between, so the time does not count.
        assertThat(liveness.isLive()).isTrue();
        pass(Liveness.PATIENCE.minus(MOMENT));
        look(false);
        assertThat(liveness.isLive()).isTrue();
        pass(MOMENT);
        assertThat(liveness.isLive()).isFalse();
        look(false);
        assertThat(liveness.isLive()).isFalse();
    }

    @Test
    void shouldRestartTheTimeAfterTheAppWasReady() {
        look(true);
        look(false);
        pass(Liveness.PATIENCE.minus(MOMENT));
        look(true);
        look(false);
        pass(MOMENT);
        assertThat(liveness.isLive()).isTrue();
        pass(Liveness.PATIENCE.minus(MOMENT));
        assertThat(liveness.isLive()).isFalse();
    }

    @Test
    void shouldNeverFailBeforeItWasReady() {
        assertThat(liveness.isLive()).isTrue();
        look(false);
        for (int i = 0; i < 100; i++) {
            pass(Liveness.PATIENCE);
            look(false);
            assertThat(liveness.isLive()).isTrue();
            assertThat(liveness.isUpToWork()).isFalse();
        }
    }

    @Test
    void shouldRecoverWhenItIsReadyAgain() {
        look(true);
        assertThat(liveness.isUpToWork()).isTrue();
        look(false);
        pass(Liveness.PATIENCE);
        assertThat(liveness.isLive()).isFalse();
        assertThat(liveness.isUpToWork()).isFalse();
        look(true);
        assertThat(liveness.isLive()).isTrue();
        assertThat(liveness.isUpToWork()).isTrue();
    }

    @Test
    void shouldTreatACheckThatThrowsAsFailed() {
        AtomicBoolean broken = new AtomicBoolean();
        try (Liveness watch = new Liveness(
                () -> {
                    if (broken.get()) {
                        throw new OutOfMemoryError("broken");
                    }
                    return true;
                },
                nanos::get)) {
            watch.look();
            broken.set(true);
            watch.look();
            assertThat(watch.isUpToWork()).isFalse();
            pass(Liveness.PATIENCE);
            assertThat(watch.isLive()).isFalse();
        }
    }
}
