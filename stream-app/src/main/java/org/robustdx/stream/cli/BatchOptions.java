package org.robustdx.stream.cli;

import java.time.Duration;
import org.robustdx.inference.pipeline.DecodeBudget;
import org.robustdx.inference.pipeline.PipelineOptions;
import org.robustdx.stream.config.Batching;
import picocli.CommandLine.Option;

/** Options for grouping images into batches. */
public final class BatchOptions {
    /** Additional decoding threads with an object store, so that slow objects do not delay other images. */
    private static final int FETCHING_THREADS = 8;

    @Option(
            names = "--max-batch",
            paramLabel = "N",
            defaultValue = "32",
            description = "Maximum number of images in a batch (default: ${DEFAULT-VALUE}).")
    private int maxBatch;

    @Option(
            names = "--max-delay",
            paramLabel = "MS",
            defaultValue = "10",
            description = "Maximum time that a decoded image waits for images that are still being decoded"
                    + " (default: ${DEFAULT-VALUE}).")
    private long maxDelay;

    @Option(
            names = "--decode-threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "Threads that fetch and decode images; 0 for one per processor,"
                    + " plus 8 with --object-root (default: ${DEFAULT-VALUE}).")
    private int decodeThreads;

    @Option(
            names = "--decode-time",
            paramLabel = "MS",
            defaultValue = "2000",
            description = "Maximum processor time for decoding one image; if it takes longer, it becomes a dead letter"
                    + " (default: ${DEFAULT-VALUE}).")
    private long decodeTime;

    @Option(
            names = "--abandoned-threads",
            paramLabel = "N",
            defaultValue = "8",
            description = "Maximum number of decoding threads stuck in such images; if this many are stuck and none"
                    + " returns within a minute, the app stops (default: ${DEFAULT-VALUE}).")
    private int abandonedThreads;

    @Option(
            names = "--expected-image-bytes",
            paramLabel = "BYTES",
            defaultValue = "" + Batching.DEFAULT_IMAGE_BYTES,
            description = "Typical size of an encoded image, from which the size of fetches follows. Larger images"
                    + " are accepted too (default: ${DEFAULT-VALUE}).")
    private int expectedImageBytes;

    /**
     * Returns the batching settings.
     *
     * @param fetching whether the decoding threads also fetch from an object store
     * @param workers number of batches that run in parallel
     */
    public Batching batching(boolean fetching, int workers) {
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
