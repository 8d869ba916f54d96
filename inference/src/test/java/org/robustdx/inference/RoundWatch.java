package org.robustdx.inference;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Runs round after round of a fuzz test, and fails when one of them takes too long, however long it would have gone on, or allocates too much.
 * All threads of the JVM count together, so that work that is handed to others is seen. The content that failed is kept in a file.
 *
 * @param mostCpu processor time of a round: other programs' work is none of its
 * @param mostTime time of a round by the clock, in which a thread that waits for what never comes is found
 * @param mostBytes bytes that a round allocates on the heap
 */
public record RoundWatch(Duration mostCpu, Duration mostTime, long mostBytes) {
    private static final long LOOK_MILLIS = 20;

    /** What is done with the content of a round. */
    @FunctionalInterface
    public interface Round {
        /** Fails if the content is not answered as it should be. */
        void run(byte[] content, int round) throws Exception;
    }

    /** Runs so many rounds on these contents; {@code name} says how to repeat them. */
    public void rounds(int rounds, String name, Supplier<byte[]> contents, Round round) throws Exception {
        Running running = new Running(0, contents.get());
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread worker = new Thread(
                () -> {
                    try {
                        for (Running now = running; ; now = running.next(contents.get())) {
                            Spent before = Spent.now();
                            now.begin(before);
                            round.run(now.content(), now.round());
                            check(Spent.now().since(before));
                            if (now.round() + 1 == rounds) {
                                done.complete(null);
                                return;
                            }
                        }
                    } catch (Throwable e) {
                        done.completeExceptionally(e);
                    }
                },
                "rounds");
        worker.setDaemon(true); // One that never ends must not keep the JVM from ending.
        worker.start();
        try {
            while (true) {
                try {
                    done.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                    return;
                } catch (TimeoutException stillAtIt) {
                    check(running.spent());
                }
            }
        } catch (Exception | AssertionError e) {
            AssertionError failure = new AssertionError(
                    "round %d of %s, kept in %s".formatted(running.round(), name, kept(running.content())),
                    e.getCause() == null ? e : e.getCause());
            if (!done.isDone()) {
                Throwable where = new Throwable("where it was");
                where.setStackTrace(worker.getStackTrace());
                failure.addSuppressed(where);
            }
            throw failure;
        }
    }

    private void check(Spent spent) {
        if (spent.cpuNanos() > mostCpu.toNanos()) {
            throw new AssertionError("CPU time: %d ms (expected: at most %d)"
                    .formatted(spent.cpuNanos() / 1_000_000, mostCpu.toMillis()));
        }
        if (spent.clockNanos() > mostTime.toNanos()) {
            throw new AssertionError("time: %d ms (expected: at most %d)"
                    .formatted(spent.clockNanos() / 1_000_000, mostTime.toMillis()));
        }
        if (spent.bytes() > mostBytes) {
            throw new AssertionError("allocated: %d bytes (expected: at most %d)".formatted(spent.bytes(), mostBytes));
        }
    }

    private static Path kept(byte[] content) throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "fuzz"));
        return Files.write(Files.createTempFile(folder, "round-", ".bin"), content);
    }

    /** The round at work, as the thread that watches sees it. */
    private static final class Running {
        private int round;
        private byte[] content;
        private Spent begun = Spent.now();

        Running(int round, byte[] content) {
            this.round = round;
            this.content = content;
        }

        synchronized Running next(byte[] nextContent) {
            round++;
            content = nextContent;
            return this;
        }

        synchronized void begin(Spent now) {
            begun = now;
        }

        synchronized int round() {
            return round;
        }

        synchronized byte[] content() {
            return content;
        }

        synchronized Spent spent() {
            return Spent.now().since(begun);
        }
    }

    /** What all threads have used until now. */
    private record Spent(long cpuNanos, long clockNanos, long bytes) {
        private static final com.sun.management.ThreadMXBean THREADS =
                (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

        static Spent now() {
            long[] ids = THREADS.getAllThreadIds();
            return new Spent(
                    sum(THREADS.getThreadCpuTime(ids)), System.nanoTime(), sum(THREADS.getThreadAllocatedBytes(ids)));
        }

        Spent since(Spent before) {
            return new Spent(cpuNanos - before.cpuNanos, clockNanos - before.clockNanos, bytes - before.bytes);
        }

        private static long sum(long[] values) {
            long sum = 0;
            for (long value : values) {
                sum += Math.max(0, value); // -1: the thread has ended.
            }
            return sum;
        }
    }
}
