package org.robustdx.trainer.plan;

/** One operation of a plan, bound to the arrays that it reads and writes. */
interface Step extends AutoCloseable {
    /** Computes the outputs from the current values of the inputs. */
    void run();

    /** Releases native resources of the step, but not its arrays. */
    @Override
    void close();
}
