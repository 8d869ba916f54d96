package org.robustdx.inference.pipeline;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** Tells how long threads have had a processor. Where the system does not know, a thread is taken to have one for a quarter of the time. */
final class ThreadClock {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int QUARTER = 4;
    private static final boolean KNOWN = THREADS.isThreadCpuTimeSupported() && THREADS.isThreadCpuTimeEnabled();

    private ThreadClock() {}

    /** Returns the thread's processor time so far, in nanoseconds from some time on. */
    static long nanos(Thread thread) {
        long nanos = KNOWN ? THREADS.getThreadCpuTime(thread.getId()) : -1;
        return nanos < 0 ? System.nanoTime() / QUARTER : nanos;
    }
}
