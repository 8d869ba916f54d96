package org.robustdx.inference.model;

/** The runtime failed on a valid batch: memory or the device was lost. */
public final class InferenceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception with what the runtime said. */
    public InferenceException(String message, Throwable cause) {
        super(message, cause);
    }
}
