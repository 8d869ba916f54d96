package org.robustdx.inference.pipeline;

/** Something that all images share gives no answer: the engine, the place of the contents, or all of the decoding threads. */
public final class PipelineStalledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception. */
    PipelineStalledException(String message) {
        super(message);
    }
}
