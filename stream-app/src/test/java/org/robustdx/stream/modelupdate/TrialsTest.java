package org.robustdx.stream.modelupdate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.robustdx.stream.modelupdate.ModelRefusal.Reason;

@Timeout(60)
class TrialsTest {
    private final CountDownLatch end = new CountDownLatch(1);
    private final BlockingQueue<String> disposed = new LinkedBlockingQueue<>();

    private String endless(String value) {
        boolean interrupted = false;
        while (end.getCount() > 0) {
            try {
                end.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        return interrupted ? value + " interrupted" : value;
    }

    @Test
    void shouldReturnAResultBeforeTheDeadline() throws Exception {
        Trials trials = new Trials(Duration.ofSeconds(50));
        assertThat(trials.run(() -> "model", disposed::add).value()).isEqualTo("model");
        assertThat(disposed).isEmpty();
        assertThatIllegalStateException()
                .isThrownBy(() -> trials.run(
                        () -> {
                            throw new IllegalStateException("lost");
                        },
                        disposed::add))
                .withMessage("lost");
    }

    private Optional<ModelRefusal> refusal(Trials trials, String value) throws InterruptedException {
        return Optional.ofNullable(
                trials.run(() -> endless(value), disposed::add).refusal());
    }

    @Test
    void shouldAbandonEndlessTrialsAndRefuseMoreWhileSeveralAreRunning() throws Exception {
        Trials trials = new Trials(Duration.ofMillis(1));
        for (String value : new String[] {"first", "second"}) {
            assertThat(refusal(trials, value)).map(ModelRefusal::reason).contains(Reason.DEADLINE);
        }
        assertThat(refusal(trials, "third")).hasValueSatisfying(refusal -> {
            assertThat(refusal.reason()).isEqualTo(Reason.UNAVAILABLE);
            assertThat(refusal.message()).contains("2 earlier models missed their deadline");
        });

        end.countDown();
        assertThat(new String[] {disposed.take(), disposed.take()}).containsExactlyInAnyOrder("first", "second");
        // The threads end shortly afterwards; then new trials are possible.
        while (refusal(trials, "fourth")
                .filter(refusal -> refusal.reason() == Reason.UNAVAILABLE)
                .isPresent()) {
            LockSupport.parkNanos(1_000_000);
        }
    }
}
