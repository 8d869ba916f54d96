package org.robustdx.lab.bench;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * How fast something is done.
 *
 * @param perSecond images per second
 * @param processorSeconds processor time of this process per image, in seconds
 */
record Throughput(double perSecond, double processorSeconds) {
    /** Returns how many processors were busy with it, on average. */
    double processors() {
        return perSecond * processorSeconds;
    }

    /** Work on some images. */
    @FunctionalInterface
    interface Work {
        /** Does the next piece of the work, and returns the number of images in it. */
        int next();
    }

    /** A measurement that has begun. */
    static final class Clock {
        private final long start = System.nanoTime();
        private final long processor = processorNanos();

        /** Returns the throughput since the beginning of the measurement, after {@code images} images. */
        Throughput after(long images) {
            double nanos = Math.max(1, System.nanoTime() - start);
            double count = Math.max(1, images);
            return new Throughput(images * 1e9 / nanos, (processorNanos() - processor) / 1e9 / count);
        }
    }

    /**
     * Returns the throughput of threads that work for a time.
     *
     * @param works the work of each thread
     */
    static Throughput of(List<Work> works, Duration time) throws InterruptedException {
        LongAdder images = new LongAdder();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        Clock clock = new Clock();
        long end = System.nanoTime() + time.toNanos();
        for (Work work : works) {
            threads.add(new Thread(() -> {
                while (System.nanoTime() - end < 0) {
                    images.add(work.next());
                }
            }));
        }
        threads.forEach(thread -> thread.setUncaughtExceptionHandler((which, e) -> failure.compareAndSet(null, e)));
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        Throwable why = failure.get();
        if (why != null) {
            throw new IllegalStateException(why);
        }
        return clock.after(images.sum());
    }

    private static long processorNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }
}
