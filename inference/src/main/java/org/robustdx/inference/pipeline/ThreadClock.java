package org.robustdx.inference.pipeline;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * Measures the processor time of threads. If the JVM does not provide it, the clock estimates it as a quarter of the
 * elapsed time.
 */
final class ThreadClock {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int QUARTER = 4;
    private static final boolean KNOWN = THREADS.isThreadCpuTimeSupported() && THREADS.isThreadCpuTimeEnabled();

    private ThreadClock() {}

    /** Returns the processor time of a thread in nanoseconds, with an arbitrary origin. */
    static long nanos(Thread thread) {
        long nanos = KNOWN ? THREADS.getThreadCpuTime(thread.getId()) : -1;
        return nanos < 0 ? System.nanoTime() / QUARTER : nanos;
    }
}
