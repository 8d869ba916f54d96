package org.robustdx.stream.content;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs calls that may block forever on separate threads, so that the caller waits for a bounded time. A call that
 * misses its limit is interrupted and abandoned. A read on a hanging network file system ignores the interrupt.
 * Thread-safe.
 */
final class TimedCalls {
    /**
     * Maximum number of abandoned calls that are still running. More of them indicate a problem beyond single files.
     */
    static final int MOST_LEFT_BEHIND = 16;

    private final ExecutorService threads;
    private final AtomicInteger leftBehind = new AtomicInteger();

    /**
     * Creates an instance.
     *
     * @param name prefix of the thread names; idle threads end
     */
    TimedCalls(String name) {
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, name + "-" + number.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Returns whether too many abandoned calls are still running to start another one. */
    boolean exhausted() {
        return leftBehind.get() >= MOST_LEFT_BEHIND;
    }

    /**
     * Returns the result of the call.
     *
     * @throws IOException if the call throws it
     * @throws TimeoutException if the call does not finish within {@code limit}
     * @throws InterruptedIOException if this thread is interrupted; its interrupt status remains set
     */
    <T> T within(Duration limit, Callable<T> call) throws IOException, TimeoutException {
        Call<T> counted = new Call<>(call);
        Future<T> result = threads.submit(counted);
        try {
            return result.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            counted.leave();
            result.cancel(true);
            throw e;
        } catch (InterruptedException e) {
            counted.leave();
            result.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error error) {
                throw error; // For example a lack of memory, which is not the file's fault.
            }
            throw new IOException(e.getCause());
        }
    }

    /**
     * A call that counts as abandoned from {@link #leave} to its end. A call that ends before {@code leave} is not
     * counted.
     */
    private final class Call<T> implements Callable<T> {
        private final Callable<T> call;
        private boolean left;
        private boolean done;

        Call(Callable<T> call) {
            this.call = call;
        }

        synchronized void leave() {
            if (!done) {
                left = true;
                leftBehind.incrementAndGet();
            }
        }

        private synchronized void end() {
            done = true;
            if (left) {
                leftBehind.decrementAndGet();
            }
        }

        @Override
        public T call() throws Exception {
            try {
                return call.call();
            } finally {
                end();
            }
        }
    }
}
