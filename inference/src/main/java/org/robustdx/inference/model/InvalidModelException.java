package org.robustdx.inference.model;

/** A file is not a model as the contract wants it; the message is one line that names the breach. */
public final class InvalidModelException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Creates an exception that names the breach. */
    public InvalidModelException(String message) {
        super(message);
    }

    /** Creates an exception that names the breach and keeps its cause. */
    public InvalidModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
