package org.robustdx.inference.pipeline;

/**
 * Is told of each step as it ends, on the thread that did it: implementations are thread-safe, quick and throw nothing. All times are in
 * nanoseconds. Metrics hang here; what is held at the moment is in {@link PipelineSnapshot}.
 */
public interface PipelineListener {
    /** Listens to nothing. */
    PipelineListener NONE = new PipelineListener() {};

    /** Returns a listener that tells both. */
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
     * An image was decoded, or found to be none.
     *
     * @param queued from its arrival to the start of decoding
     * @param decoding from the start to the model's input
     */
    default void decoded(long queued, long decoding) {}

    /**
     * A batch was read.
     *
     * @param images images in it
     * @param capacity places that it had; its fill is {@code images / capacity}
     * @param waited how long its oldest image had waited for the batch to begin
     * @param inferring time in the engine
     */
    default void inferred(int images, int capacity, long waited, long inferring) {}

    /**
     * An image has its answer.
     *
     * @param answer the answer
     * @param total from its arrival to its answer
     */
    default void answered(Answer answer, long total) {}

    /** An image has no answer, and is not to blame: the engine or the content's place was lost, or the pipeline closed. */
    default void failed(Throwable cause) {}
}
