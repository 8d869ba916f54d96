package org.robustdx.stream.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.robustdx.stream.models.ModelRefusal.Reason;

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

    private Trials.Result<String> late(Trials trials, String value) throws InterruptedException {
        return trials.run(() -> endless(value), disposed::add);
    }

    @Test
    void shouldReturnWhatComesInTime() throws Exception {
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

    @Test
    void shouldGoOnWithoutWhatHasNoEndAndRefuseMoreWhileSeveralHaveNone() throws Exception {
        Trials trials = new Trials(Duration.ofMillis(1));
        for (String value : new String[] {"first", "second"}) {
            ModelRefusal refusal = late(trials, value).refusal();
            assertThat(refusal).isNotNull().extracting(ModelRefusal::reason).isEqualTo(Reason.DEADLINE);
        }
        ModelRefusal refusal = late(trials, "third").refusal();
        assertThat(refusal).isNotNull();
        assertThat(refusal.reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(refusal.message()).contains("2 models before it missed their deadline");

        end.countDown();
        assertThat(new String[] {disposed.take(), disposed.take()}).containsExactlyInAnyOrder("first", "second");
        // The threads end just after that; then there is room again.
        Trials.Result<String> result = late(trials, "fourth");
        while (result.refusal() != null && result.refusal().reason() == Reason.UNAVAILABLE) {
            LockSupport.parkNanos(1_000_000);
            result = late(trials, "fourth");
        }
    }
}
