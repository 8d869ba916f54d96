package org.robustdx.stream.cli;

import java.util.OptionalInt;
import org.robustdx.inference.model.Device;
import org.robustdx.stream.config.EngineThreads;
import picocli.CommandLine.Option;

/** Options for the number of threads that run the model. */
public final class EngineOptions {
    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "0",
            description = "Number of batches that run in parallel; 0 chooses by the processors, at most 4"
                    + " (default: ${DEFAULT-VALUE}).")
    private int workers;

    @Option(
            names = "--intra-op-threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "Threads of the model within one call; 0 gives each worker its share of the processors"
                    + " (default: ${DEFAULT-VALUE}).")
    private int intraOpThreads;

    /**
     * Returns the numbers of threads, chosen for this machine unless they are set.
     *
     * @param device device of the model
     */
    public EngineThreads threads(Device device) {
        return EngineThreads.choose(
                given(workers),
                given(intraOpThreads),
                device.mayBeCuda(),
                Runtime.getRuntime().availableProcessors());
    }

    private static OptionalInt given(int value) {
        return value == 0 ? OptionalInt.empty() : OptionalInt.of(value);
    }
}
