package org.robustdx.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a fuzz test relies on to be told of a hang or of memory that is gone. */
class RoundWatchTest {
    private static final RoundWatch GENEROUS = new RoundWatch(Duration.ofHours(1), Duration.ofHours(1), Long.MAX_VALUE);

    @Test
    void shouldRunEveryRound() throws Exception {
        AtomicInteger rounds = new AtomicInteger();
        GENEROUS.rounds(1000, "test", () -> new byte[1], (content, round) -> assertThat(round)
                .isEqualTo(rounds.getAndIncrement()));
        assertThat(rounds).hasValue(1000);
    }

    @Test
    void shouldTellWhichRoundFailed() {
        assertThatThrownBy(() -> GENEROUS.rounds(9, "seed 1", () -> new byte[1], (content, round) -> {
                    if (round == 3) {
                        throw new IllegalStateException("no answer");
                    }
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("round 3 of seed 1")
                .hasRootCauseMessage("no answer");
    }

    @Test
    void shouldEndARoundThatNeverEnds() {
        AtomicBoolean stop = new AtomicBoolean();
        RoundWatch watch = new RoundWatch(Duration.ofMillis(100), Duration.ofHours(1), Long.MAX_VALUE);
        try {
            assertThatThrownBy(() -> watch.rounds(1, "test", () -> new byte[1], (content, round) -> {
                        while (!stop.get()) {
                            Thread.onSpinWait();
                        }
                    }))
                    .cause()
                    .hasMessageContaining("CPU time");
        } finally {
            stop.set(true);
        }
    }

    @Test
    void shouldEndARoundThatWaitsForEver() {
        CountDownLatch never = new CountDownLatch(1);
        RoundWatch watch = new RoundWatch(Duration.ofHours(1), Duration.ofMillis(100), Long.MAX_VALUE);
        assertThatThrownBy(() -> watch.rounds(1, "test", () -> new byte[1], (content, round) -> never.await()))
                .cause()
                .hasMessageStartingWith("time: ");
        never.countDown();
    }

    @Test
    void shouldCountWhatOtherThreadsAllocateForARound() {
        RoundWatch watch = new RoundWatch(Duration.ofHours(1), Duration.ofHours(1), 4 << 20);
        CountDownLatch order = new CountDownLatch(1);
        CountDownLatch delivered = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Thread other = new Thread(() -> {
            try {
                order.await();
                assertThat(new byte[8 << 20]).isNotEmpty();
                delivered.countDown();
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        other.start();
        try {
            assertThatThrownBy(() -> watch.rounds(1, "test", () -> new byte[1], (content, round) -> {
                        order.countDown();
                        delivered.await();
                    }))
                    .cause()
                    .hasMessageContaining("allocated");
        } finally {
            order.countDown();
            end.countDown();
        }
    }
}
