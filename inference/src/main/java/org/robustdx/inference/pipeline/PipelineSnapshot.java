package org.robustdx.inference.pipeline;

/**
 * What the pipeline holds at the moment, and what it has done since its start.
 *
 * @param queued images that wait for a decoding thread
 * @param ready decoded images that wait for a batch
 * @param unanswered images that have come and have no answer yet, the former among them
 * @param freePermits decoded images that there is room for
 * @param answered images with an answer, of any kind
 * @param failed images without an answer, by an outage
 * @param batches runs of the engine that succeeded
 * @param batchedImages images in them
 * @param batchedPlaces places in them
 * @param bisections batches that failed and were halved
 * @param waitingForMemory images that wait for memory to be decoded in, of all pipelines of the process
 * @param abandonedThreads decoding threads that took too long for their image and have not come back
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
