package org.robustdx.stream.cli;

import picocli.CommandLine.Option;

/** Option for the number of threads that the model uses within one call. */
public final class IntraOpOption {
    @Option(
            names = "--intra-op-threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "Threads of the model within one call (default: ${DEFAULT-VALUE}).")
    private int threads;

    /** Returns the number of threads. */
    public int get() {
        return threads;
    }
}
