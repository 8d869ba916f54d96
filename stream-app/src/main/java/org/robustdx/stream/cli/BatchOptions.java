package org.robustdx.stream.cli;

import java.time.Duration;
import org.robustdx.inference.pipeline.PipelineOptions;
import org.robustdx.stream.config.Batching;
import picocli.CommandLine.Option;

/** How images are brought into batches. */
final class BatchOptions {
    @Option(
            names = "--max-batch",
            paramLabel = "N",
            defaultValue = "32",
            description = "Most images that the model reads at once (default: ${DEFAULT-VALUE}).")
    private int maxBatch;

    @Option(
            names = "--max-delay",
            paramLabel = "MS",
            defaultValue = "10",
            description = "Longest time that a decoded image waits for others that are already being decoded"
                    + " (default: ${DEFAULT-VALUE}).")
    private long maxDelay;

    @Option(
            names = "--decode-threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "Threads that decode images; 0: one for each processor (default: ${DEFAULT-VALUE}).")
    private int decodeThreads;

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "1",
            description = "Batches that are in the model at the same time (default: ${DEFAULT-VALUE}).")
    private int workers;

    @Option(
            names = "--expected-image-bytes",
            paramLabel = "BYTES",
            defaultValue = "" + Batching.DEFAULT_IMAGE_BYTES,
            description = "Usual size of an encoded image: how much is fetched and held follows from it. Larger ones"
                    + " are read just as well (default: ${DEFAULT-VALUE}).")
    private int expectedImageBytes;

    Batching batching() {
        int threads = decodeThreads == 0 ? PipelineOptions.ofDefaults().decodeThreads() : decodeThreads;
        return new Batching(
                new PipelineOptions(maxBatch, Duration.ofMillis(maxDelay), threads, workers), expectedImageBytes);
    }
}
