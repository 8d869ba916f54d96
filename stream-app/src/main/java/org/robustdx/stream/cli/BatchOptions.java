package org.robustdx.stream.cli;

import java.time.Duration;
import org.robustdx.inference.pipeline.DecodeBudget;
import org.robustdx.inference.pipeline.PipelineOptions;
import org.robustdx.stream.config.Batching;
import picocli.CommandLine.Option;

/** How images are grouped into batches. */
public final class BatchOptions {
    /** Threads beyond the processors: a slow object holds up its own thread, not the other images. */
    private static final int FETCHING_THREADS = 8;

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
            description = "Threads that decode images, and fetch those of an object store; 0: one for each processor,"
                    + " and 8 more with --object-root (default: ${DEFAULT-VALUE}).")
    private int decodeThreads;

    @Option(
            names = "--decode-time",
            paramLabel = "MS",
            defaultValue = "2000",
            description =
                    "Longest processor time for decoding one image; one that takes longer goes to the dead letters"
                            + " (default: ${DEFAULT-VALUE}).")
    private long decodeTime;

    @Option(
            names = "--abandoned-threads",
            paramLabel = "N",
            defaultValue = "8",
            description = "Decoding threads that may be stuck in such images at the same time; if so many are and none"
                    + " comes back within a minute, the app ends (default: ${DEFAULT-VALUE}).")
    private int abandonedThreads;

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

    /**
     * Returns the batches.
     *
     * @param fetching whether the decoding threads wait for an object store too
     */
    public Batching batching(boolean fetching) {
        int processors = PipelineOptions.ofDefaults().decodeThreads();
        int usual = fetching ? Math.min(PipelineOptions.MOST_THREADS, processors + FETCHING_THREADS) : processors;
        int threads = decodeThreads == 0 ? usual : decodeThreads;
        DecodeBudget budget = new DecodeBudget(
                Duration.ofMillis(decodeTime),
                abandonedThreads,
                DecodeBudget.ofDefaults().patience());
        return new Batching(
                new PipelineOptions(maxBatch, Duration.ofMillis(maxDelay), threads, workers).withDecoding(budget),
                expectedImageBytes);
    }
}
