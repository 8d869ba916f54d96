package org.robustdx.inference.pipeline;

/** The pipeline was closed before the image was answered. */
public final class PipelineClosedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception. */
    public PipelineClosedException() {
        super("the inference pipeline is closed");
    }
}
