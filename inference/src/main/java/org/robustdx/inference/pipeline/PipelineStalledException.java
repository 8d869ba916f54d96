package org.robustdx.inference.pipeline;

/** A resource that all images share does not respond: the engine, the content store, or all decoding threads. */
public final class PipelineStalledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception. */
    PipelineStalledException(String message) {
        super(message);
    }
}
