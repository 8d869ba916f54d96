package org.robustdx.trainer.plan;

/** One operation of a plan, bound to the arrays that it reads and writes. */
interface Step extends AutoCloseable {
    /** Computes the outputs from what the inputs now hold. */
    void run();

    /** Releases what the step holds outside the Java heap, but not its arrays. */
    @Override
    void close();
}
