package org.robustdx.inference.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The delay is an hour, so a test hangs if an image wrongly waits for it. */
@Timeout(30)
class BatcherTest {
    private final Batcher batcher = batcher(Duration.ofHours(1));

    private static Batcher batcher(Duration delay) {
        return new Batcher(4, delay.toNanos(), Buckets.of(new int[] {1, 2, 4}, new long[] {10, 10, 10}));
    }

    private static Item item() {
        Item item = new Item(() -> new Content.Result.Image(new byte[0]));
        item.readyAt = System.nanoTime();
        return item;
    }

    private static Item arrive(Batcher batcher) {
        Item item = item();
        batcher.announce();
        batcher.ready(item);
        return item;
    }

    @Test
    void shouldNotWaitIfNoMoreImagesAreComing() throws Exception {
        Item item = arrive(batcher);
        assertThat(batcher.take()).containsExactly(item);
    }

    @Test
    void shouldWaitForImagesThatAreComing() throws Exception {
        Item first = arrive(batcher);
        batcher.announce();
        Taker taker = new Taker(batcher);
        taker.awaitWaiting();
        Item second = item();
        batcher.ready(second);
        assertThat(taker.batch()).containsExactly(first, second);
    }

    @Test
    void shouldNotWaitForWithdrawnImages() throws Exception {
        Item first = arrive(batcher);
        batcher.announce();
        Taker taker = new Taker(batcher);
        taker.awaitWaiting();
        batcher.gone();
        assertThat(taker.batch()).containsExactly(first);
    }

    @Test
    void shouldReturnAFullBatchImmediately() throws Exception {
        batcher.announce();
        for (int i = 0; i < 5; i++) {
            arrive(batcher);
        }
        assertThat(batcher.take()).hasSize(4);
        assertThat(batcher.size()).isEqualTo(1);
    }

    @Test
    void shouldReturnABatchAfterTheDelay() throws Exception {
        Batcher impatient = batcher(Duration.ZERO);
        Item item = arrive(impatient);
        impatient.announce();
        assertThat(impatient.take()).containsExactly(item);
    }

    @Test
    void shouldPutImagesOfTheSecondPassFirst() throws Exception {
        Item waiting = arrive(batcher);
        Item again = item();
        batcher.again(again);
        assertThat(batcher.take()).containsExactly(again, waiting);
    }

    @Test
    void shouldReleaseWorkersWhenClosed() throws Exception {
        Taker taker = new Taker(batcher);
        taker.awaitWaiting();
        batcher.close();
        assertThat(taker.batch()).isEmpty();
    }

    private static final class Taker {
        private final CompletableFuture<List<Item>> batch = new CompletableFuture<>();
        private final Thread thread;

        Taker(Batcher batcher) {
            thread = new Thread(() -> {
                try {
                    batch.complete(batcher.take());
                } catch (InterruptedException e) {
                    batch.completeExceptionally(e);
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        void awaitWaiting() {
            while (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.TIMED_WAITING) {
                assertThat(batch).isNotDone();
                LockSupport.parkNanos(100_000);
            }
        }

        List<Item> batch() throws Exception {
            return batch.get(30, TimeUnit.SECONDS);
        }
    }
}
