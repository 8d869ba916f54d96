package org.robustdx.stream.cli;

import picocli.CommandLine.Option;

/** Option for the number of stream threads. */
public final class ThreadsOption {
    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "2",
            description = "Number of stream threads; while one commits, another one works (default: ${DEFAULT-VALUE}).")
    private int threads;

    /** Returns the number of threads. */
    public int get() {
        return threads;
    }
}
