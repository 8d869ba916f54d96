package org.robustdx.stream.config;

import java.util.OptionalInt;

/**
 * How many threads run the model.
 *
 * @param workers batches that run in parallel, at least 1
 * @param intraOp threads of the model within one call, at least 1
 * @param chosen why they are what they are, in a few words
 */
public record EngineThreads(int workers, int intraOp, String chosen) {
    /**
     * Maximum number of workers that are chosen. Each holds buffers for batches of every size, and needs a full batch of
     * images to be efficient; beyond this, more threads within a call use the processors.
     */
    private static final int MOST_WORKERS = 4;

    private static final int MOST_INTRA_OP = 64;

    /** @throws IllegalArgumentException if a number is less than 1 */
    public EngineThreads {
        if (workers < 1) {
            throw new IllegalArgumentException("workers: %d (expected: >= 1)".formatted(workers));
        }
        if (intraOp < 1) {
            throw new IllegalArgumentException("intra-op-threads: %d (expected: >= 1)".formatted(intraOp));
        }
    }

    /**
     * Chooses the numbers that the user does not set, so that the model uses all processors. On a CPU, batches in
     * parallel are faster than several threads in one batch, which wait for each other after each operator. On a GPU one
     * batch runs at a time; if the model turns out to run on the CPU, its calls use all processors.
     *
     * @param workers the user's number of workers, if any
     * @param intraOp the user's number of threads within a call, if any
     * @param mayBeGpu whether the model may run on a GPU
     * @param processors processors that this process may use, at least 1
     */
    public static EngineThreads choose(OptionalInt workers, OptionalInt intraOp, boolean mayBeGpu, int processors) {
        int parallel = workers.orElseGet(
                () -> mayBeGpu ? 1 : Math.max(1, Math.min(MOST_WORKERS, processors / Math.max(1, intraOp.orElse(1)))));
        int within = intraOp.orElseGet(() -> Math.max(1, Math.min(MOST_INTRA_OP, processors / Math.max(1, parallel))));
        String chosen = workers.isPresent() && intraOp.isPresent()
                ? "as set"
                : "chosen for %d processors%s".formatted(processors, mayBeGpu ? " and a GPU" : "");
        return new EngineThreads(parallel, within, chosen);
    }

    /** Returns a line to print. */
    public String shown() {
        return "engine-threads = %d x %d: workers and threads in each, %s".formatted(workers, intraOp, chosen);
    }
}
