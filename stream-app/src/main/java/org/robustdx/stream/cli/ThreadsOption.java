package org.robustdx.stream.cli;

import picocli.CommandLine.Option;

/** The number of stream threads. */
public final class ThreadsOption {
    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "2",
            description =
                    "Stream threads: while one commits, the images of another are read (default: ${DEFAULT-VALUE}).")
    private int threads;

    /** Returns the number. */
    public int get() {
        return threads;
    }
}
