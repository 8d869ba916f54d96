package org.robustdx.inference.pipeline;

/**
 * Receives each step of the pipeline when it ends, on the thread that did it. Implementations are thread-safe and fast,
 * and throw no exceptions. All times are in nanoseconds. Used for metrics; {@link PipelineSnapshot} has the current
 * state.
 */
public interface PipelineListener {
    /** Ignores all steps. */
    PipelineListener NONE = new PipelineListener() {};

    /** Returns a listener that calls {@code one} and then {@code other}. */
    static PipelineListener both(PipelineListener one, PipelineListener other) {
        return new PipelineListener() {
            @Override
            public void decoded(long queued, long decoding) {
                one.decoded(queued, decoding);
                other.decoded(queued, decoding);
            }

            @Override
            public void inferred(int images, int capacity, long waited, long inferring) {
                one.inferred(images, capacity, waited, inferring);
                other.inferred(images, capacity, waited, inferring);
            }

            @Override
            public void answered(Answer answer, long total) {
                one.answered(answer, total);
                other.answered(answer, total);
            }

            @Override
            public void failed(Throwable cause) {
                one.failed(cause);
                other.failed(cause);
            }
        };
    }

    /**
     * Called when an image was decoded or refused by the decoder.
     *
     * @param queued time from its arrival to the start of decoding
     * @param decoding time from the start of decoding to the model's input
     */
    default void decoded(long queued, long decoding) {}

    /**
     * Called when a batch has run.
     *
     * @param images number of images in it
     * @param capacity number of places in it; its fill is {@code images / capacity}
     * @param waited how long its oldest image waited for the batch
     * @param inferring time in the engine
     */
    default void inferred(int images, int capacity, long waited, long inferring) {}

    /**
     * Called when an image is answered.
     *
     * @param answer the answer
     * @param total time from its arrival to its answer
     */
    default void answered(Answer answer, long total) {}

    /**
     * Called when an image fails without being at fault: the engine or the content store is unavailable, or the
     * pipeline has closed.
     */
    default void failed(Throwable cause) {}
}
