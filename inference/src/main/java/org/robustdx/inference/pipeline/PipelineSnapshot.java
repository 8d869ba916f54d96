package org.robustdx.inference.pipeline;

/**
 * The state of the pipeline now, and its counters since its start.
 *
 * @param queued images that wait for a decoding thread
 * @param ready decoded images that wait for a batch
 * @param unanswered accepted images that are not answered yet, including queued and ready ones
 * @param freePermits number of further decoded images that the pipeline can hold
 * @param answered images with an answer of any kind
 * @param failed images that failed because of an outage
 * @param batches successful runs of the engine
 * @param batchedImages images in these runs
 * @param batchedPlaces places in these runs
 * @param bisections failed batches that were halved
 * @param waitingForMemory images that wait for decoding memory, in all pipelines of the process
 * @param abandonedThreads abandoned decoding threads that are still running
 */
public record PipelineSnapshot(
        int queued,
        int ready,
        int unanswered,
        int freePermits,
        long answered,
        long failed,
        long batches,
        long batchedImages,
        long batchedPlaces,
        long bisections,
        int waitingForMemory,
        int abandonedThreads) {}
