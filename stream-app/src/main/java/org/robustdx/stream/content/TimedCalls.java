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
 * Makes calls that may never return on threads of their own, so that whoever waits for one waits for a bounded time. A call that is not done by then is
 * interrupted and left behind: a file of a network that hangs ignores that. Thread-safe.
 */
final class TimedCalls {
    /** Calls left behind, and not returned yet, from which on there is something wrong with more than single files. */
    static final int MOST_LEFT_BEHIND = 16;

    private final ExecutorService threads;
    private final AtomicInteger leftBehind = new AtomicInteger();

    /** Creates threads of this name, which end when nothing is to be done. */
    TimedCalls(String name) {
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, name + "-" + number.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Returns whether no more calls can be made before one that was left behind returns. */
    boolean exhausted() {
        return leftBehind.get() >= MOST_LEFT_BEHIND;
    }

    /**
     * Returns what the call returns.
     *
     * @throws IOException what the call throws
     * @throws TimeoutException if it is not done in this time
     * @throws InterruptedIOException if this thread is interrupted; it stays interrupted
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
                throw error; // Such as a memory shortage, which is no file's fault.
            }
            throw new IOException(e.getCause());
        }
    }

    /** A call that is counted between being left behind and its end; one that ends in between, or never began, is not. */
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
