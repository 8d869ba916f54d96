package org.robustdx.inference.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DecodeMemoryTest {
    private static final int ALONE = -1;

    private final DecodeMemory memory = new DecodeMemory(100);
    private int expectedWaiting;

    private DecodeMemory.Lease now(long bytes) throws InterruptedException {
        assertThat(memory.waiting()).isZero();
        return memory.take(bytes);
    }

    /** Takes memory on a separate thread, and returns when this thread is waiting. */
    private CompletableFuture<DecodeMemory.Lease> later(long bytes) {
        CompletableFuture<DecodeMemory.Lease> lease = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                lease.complete(bytes == ALONE ? memory.takeAlone() : memory.take(bytes));
            } catch (InterruptedException e) {
                lease.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        expectedWaiting++;
        while (memory.waiting() < expectedWaiting) {
            LockSupport.parkNanos(100_000);
        }
        return lease;
    }

    private DecodeMemory.Lease has(CompletableFuture<DecodeMemory.Lease> lease) throws Exception {
        expectedWaiting--;
        return lease.get(30, TimeUnit.SECONDS);
    }

    @Test
    void shouldGiveFreeMemoryAndLetOthersWait() throws Exception {
        DecodeMemory.Lease first = now(60);
        DecodeMemory.Lease second = now(40);
        CompletableFuture<DecodeMemory.Lease> third = later(1);
        assertThat(third).isNotDone();
        second.close();
        has(third).close();
        first.close();
        now(100).close();
    }

    @Test
    void shouldGiveAllMemoryToARequestAboveTheTotal() throws Exception {
        DecodeMemory.Lease small = now(1);
        CompletableFuture<DecodeMemory.Lease> huge = later(1000);
        CompletableFuture<DecodeMemory.Lease> next = later(1);
        assertThat(huge).isNotDone();
        small.close();
        DecodeMemory.Lease alone = has(huge);
        assertThat(alone.alone()).isTrue();
        assertThat(next).isNotDone();
        alone.close();
        assertThat(has(next).alone()).isFalse();
    }

    @Test
    void shouldServeInOrderSoThatALargeRequestIsNotStarved() throws Exception {
        DecodeMemory.Lease first = now(50);
        CompletableFuture<DecodeMemory.Lease> large = later(80);
        CompletableFuture<DecodeMemory.Lease> small = later(10);
        assertThat(small).isNotDone(); // There is enough memory for it, but it came later.
        first.close();
        List<DecodeMemory.Lease> both = new ArrayList<>(List.of(has(large), has(small)));
        both.forEach(DecodeMemory.Lease::close);
        now(100).close();
    }

    @Test
    void shouldBlockOthersWhileOneIsAlone() throws Exception {
        DecodeMemory.Lease first = now(1);
        CompletableFuture<DecodeMemory.Lease> alone = later(ALONE);
        CompletableFuture<DecodeMemory.Lease> next = later(0);
        first.close();
        DecodeMemory.Lease lease = has(alone);
        assertThat(next).isNotDone();
        lease.close();
        has(next).close();
    }

    @Test
    void shouldCountAbandonedMemoryAsUsedWithoutWaitingForIt() throws Exception {
        DecodeMemory.Lease lost = now(70);
        lost.abandon();
        DecodeMemory.Lease first = now(30);
        CompletableFuture<DecodeMemory.Lease> second = later(1);
        assertThat(second).isNotDone(); // 70 + 30 are in use.
        first.close();
        has(second).close();
        memory.takeAlone().close();
        lost.close();
        lost.close(); // Closing twice returns the memory only once.
        now(100).close();
        DecodeMemory.Lease all = now(100);
        CompletableFuture<DecodeMemory.Lease> none = later(1);
        assertThat(none).isNotDone();
        all.close();
    }

    @Test
    void shouldLetOthersContinueWhenTheOneAloneIsAbandoned() throws Exception {
        DecodeMemory.Lease huge = now(1000);
        CompletableFuture<DecodeMemory.Lease> first = later(1);
        huge.abandon();
        DecodeMemory.Lease one = has(first);
        CompletableFuture<DecodeMemory.Lease> second = later(1);
        assertThat(second).isNotDone(); // One at a time, because more than the total is in use.
        one.close();
        has(second).close();
    }
}
